"""What one is warned of in a source, case by case."""

import datetime as dt
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outcomes.choices import LEVELS, ConsentLevel, EvidenceStatus, EvidenceType, LivedLevel, Scale
from outcomes.warnings import (
    CHECKS,
    DOCUMENTS,
    OLD_AFTER_YEARS,
    WEAK,
    Rated,
    Source,
    is_causal,
    misfit,
    warnings_of,
    years_between,
)

TODAY = dt.date(2026, 11, 23)
YESTERDAY = dt.date(2026, 11, 22)
LIVED = [scale for scale in Scale if not is_causal(scale)]
CAUSAL = [scale for scale in Scale if is_causal(scale)]
# The levels at which a scale says that cause is shown, in the order of docs/domain.md 3.
SHOWS_CAUSE = {
    Scale.NESTA: ["3", "4", "5"],
    Scale.MARYLAND_SMS: ["3", "4", "5"],
    Scale.EIF: ["3", "3+", "4", "4+"],
    Scale.GRADE: ["high", "moderate"],
}


def source(type_: str = "official_statistic", **facts: Any) -> Source:
    """A source that nothing is the matter with, but for what is said."""
    facts.setdefault("published_on", YESTERDAY)
    facts.setdefault("locator", "page 3")
    return Source(type_, **facts)


def rated(*ratings: tuple[str, str], on: dt.date = YESTERDAY) -> tuple[Rated, ...]:
    return tuple(Rated(scale, level, on) for scale, level in ratings)


def codes(source: Source, today: dt.date = TODAY) -> list[str]:
    return [warning.code for warning in warnings_of(source, today=today)]


AGREED = rated((Scale.CONSENT, ConsentLevel.PUBLISH))


@pytest.mark.parametrize("type_", EvidenceType.values)
def test_nothing_is_the_matter_with_a_good_source_of_any_type(type_: str) -> None:
    ratings = AGREED if type_ == EvidenceType.LIVED_EXPERIENCE else ()

    assert codes(source(type_, ratings=ratings)) == []


def test_every_warning_says_something_and_no_code_is_given_twice() -> None:
    poor = (
        Source(EvidenceType.EVALUATION, status=EvidenceStatus.WITHDRAWN),
        source(status=EvidenceStatus.SUPERSEDED, published_on=dt.date(1999, 1, 1)),
        source(
            "evaluation", ratings=rated((Scale.NESTA, "1"), (Scale.REACH, "strong")), causal=True
        ),
        source("evaluation", causal=True),
        source("lived_experience", causal=True),
    )
    found = {w.code: w for one in poor for w in warnings_of(one, today=TODAY)}

    assert list(found.keys() ^ {check.code for check in CHECKS}) == []
    assert all(str(w.title) and w.sentence.endswith((".", "?")) for w in found.values())
    assert len({check.code for check in CHECKS}) == len(CHECKS)


def test_the_gravest_comes_first() -> None:
    poor = Source(EvidenceType.RESEARCH, status=EvidenceStatus.WITHDRAWN, causal=True)

    assert codes(poor) == ["withdrawn", "unrated_for_cause", "no_date", "no_locator"]


class TestAge:
    def test_every_type_has_its_threshold(self) -> None:
        assert OLD_AFTER_YEARS.keys() == set(EvidenceType.values)
        assert set(OLD_AFTER_YEARS.values()) <= set(range(1, 11))

    @pytest.mark.parametrize("type_", EvidenceType.values)
    def test_a_source_is_old_from_the_day_it_has_its_years(self, type_: str) -> None:
        years = OLD_AFTER_YEARS[type_]
        birthday = TODAY.replace(year=TODAY.year - years)
        day_after = birthday + dt.timedelta(days=1)

        assert "old" in codes(source(type_, published_on=birthday))
        assert "old" not in codes(source(type_, published_on=day_after))

    def test_it_says_how_old(self) -> None:
        old = source("market", published_on=dt.date(2024, 11, 1))

        assert [w.sentence for w in warnings_of(old, today=TODAY)] == [
            "It is 2 years old or more, which is old for its type. Is there a newer one?"
        ]

    def test_what_has_no_date_is_not_called_old_too(self) -> None:
        assert codes(source(published_on=None)) == ["no_date"]

    def test_what_is_dated_in_the_future_is_not_old(self) -> None:
        assert codes(source(published_on=dt.date(2030, 1, 1))) == []

    @pytest.mark.parametrize(
        ("start", "end", "years"),
        [
            ((2020, 2, 29), (2021, 2, 28), 0),
            ((2020, 2, 29), (2021, 3, 1), 1),
            ((2020, 2, 29), (2024, 2, 29), 4),
            ((2026, 1, 1), (2026, 1, 1), 0),
            ((2025, 12, 31), (2026, 1, 1), 0),
            ((2027, 1, 1), (2026, 1, 1), -1),
        ],
    )
    def test_years_are_whole_ones(
        self, start: tuple[int, int, int], end: tuple[int, int, int], years: int
    ) -> None:
        assert years_between(dt.date(*start), dt.date(*end)) == years


class TestWhatIsNotSaid:
    @pytest.mark.parametrize("type_", EvidenceType.values)
    def test_a_document_needs_a_page_and_a_data_set_does_not(self, type_: str) -> None:
        found = codes(source(type_, locator="", ratings=AGREED))

        assert ("no_locator" in found) == (type_ in DOCUMENTS)

    @pytest.mark.parametrize(
        ("status", "expected"),
        [("current", []), ("superseded", ["superseded"]), ("withdrawn", ["withdrawn"])],
    )
    def test_a_source_that_no_longer_stands(self, status: str, expected: list[str]) -> None:
        assert codes(source(status=status)) == expected


class TestConsent:
    def test_without_a_word_on_consent_there_is_a_warning(self) -> None:
        assert codes(source("lived_experience")) == ["no_consent"]

    @pytest.mark.parametrize("level", ConsentLevel.values)
    def test_consent_to_a_summary_is_consent_and_not_recorded_is_none(self, level: str) -> None:
        told = source("lived_experience", ratings=rated((Scale.CONSENT, level)))

        assert ("no_consent" in codes(told)) == (level == ConsentLevel.NOT_RECORDED)

    def test_other_scales_are_no_consent(self) -> None:
        told = source("lived_experience", ratings=rated((Scale.REACH, LivedLevel.STRONG)))

        assert codes(told) == ["no_consent"]

    @pytest.mark.parametrize("later_first", [True, False])
    def test_what_was_recorded_last_counts(self, later_first: bool) -> None:
        agreed = Rated(Scale.CONSENT, ConsentLevel.PUBLISH, dt.date(2026, 1, 1))
        taken_back = Rated(Scale.CONSENT, ConsentLevel.NOT_RECORDED, dt.date(2026, 2, 1))
        ratings = (taken_back, agreed) if later_first else (agreed, taken_back)

        assert codes(source("lived_experience", ratings=ratings)) == ["no_consent"]

    def test_of_one_day_what_asks_for_more_counts(self) -> None:
        both = rated(
            (Scale.CONSENT, ConsentLevel.NOT_RECORDED), (Scale.CONSENT, ConsentLevel.PUBLISH)
        )

        assert codes(source("lived_experience", ratings=both)) == ["no_consent"]

    @pytest.mark.parametrize("type_", ["survey", "consultation", "practitioner"])
    def test_it_is_asked_of_lived_experience_only(self, type_: str) -> None:
        assert codes(source(type_)) == []


class TestStrength:
    def test_each_causal_scale_says_which_of_its_levels_are_weak(self) -> None:
        for scale in CAUSAL:
            weak = [level for level in LEVELS[scale].values if level in WEAK[scale]]
            assert sorted([*weak, *SHOWS_CAUSE[scale]]) == sorted(LEVELS[scale].values)

    @pytest.mark.parametrize("scale", CAUSAL)
    def test_only_weak_ratings_are_not_enough_for_a_claim(self, scale: Scale) -> None:
        for level in LEVELS[scale].values:
            one = source("evaluation", ratings=rated((scale, level)), causal=True)
            expected = [] if level in SHOWS_CAUSE[scale] else ["weak_for_cause"]
            assert codes(one) == expected, level

    def test_one_rating_that_shows_cause_is_enough_on_any_scale(self) -> None:
        """Not averaged: a weak rating does not pull a strong one down."""
        one = source(
            "evaluation",
            ratings=rated((Scale.NESTA, "1"), (Scale.GRADE, "very_low"), (Scale.EIF, "3")),
            causal=True,
        )

        assert codes(one) == []

    def test_weak_is_no_matter_where_nothing_is_claimed(self) -> None:
        assert codes(source("evaluation", ratings=rated((Scale.NESTA, "1")))) == []

    def test_what_a_claim_rests_on_is_to_be_rated(self) -> None:
        assert codes(source("evaluation", causal=True)) == ["unrated_for_cause"]
        reach = source("consultation", ratings=rated((Scale.REACH, "strong")), causal=True)
        assert codes(reach) == ["voice_for_cause"]

    @pytest.mark.parametrize("type_", ["lived_experience", "consultation"])
    def test_what_people_tell_is_not_forced_on_to_a_causal_scale(self, type_: str) -> None:
        told = source(type_, ratings=AGREED, causal=True)

        assert codes(told) == ["voice_for_cause"]


class TestFit:
    @pytest.mark.parametrize("scale", CAUSAL)
    def test_a_causal_scale_on_lived_experience_is_a_misfit(self, scale: Scale) -> None:
        words = misfit(scale, "lived_experience")

        assert words is not None
        assert words.startswith(str(scale.label))
        assert "would always come out lowest" in words

    @pytest.mark.parametrize("scale", LIVED)
    @pytest.mark.parametrize("type_", EvidenceType.values)
    def test_a_scale_of_lived_experience_is_for_what_people_tell(
        self, scale: Scale, type_: str
    ) -> None:
        fits = type_ in ("lived_experience", "consultation")

        assert (misfit(scale, type_) is None) == fits

    @pytest.mark.parametrize("scale", CAUSAL)
    @pytest.mark.parametrize("type_", ["evaluation", "systematic_review", "consultation"])
    def test_a_causal_scale_is_for_everything_else(self, scale: Scale, type_: str) -> None:
        assert misfit(scale, type_) is None

    def test_a_misfit_is_warned_of_once(self) -> None:
        odd = rated((Scale.REACH, "strong"), (Scale.DEPTH, "strong"))

        assert codes(source("evaluation", ratings=odd)) == ["scale_misfit"]


DAYS = st.dates(dt.date(1990, 1, 1), dt.date(2040, 1, 1))
RATINGS = st.sampled_from(
    [(scale, level) for scale, levels in LEVELS.items() for level in levels.values]
).flatmap(lambda grade: st.builds(Rated, st.just(grade[0]), st.just(grade[1]), DAYS))
SOURCES = st.builds(
    Source,
    type=st.sampled_from(EvidenceType.values),
    status=st.sampled_from(EvidenceStatus.values),
    published_on=st.none() | DAYS,
    locator=st.sampled_from(["", "Table 1"]),
    ratings=st.lists(RATINGS, max_size=6).map(tuple),
    causal=st.booleans(),
)


@given(SOURCES, DAYS)
def test_any_source_can_be_asked_and_is_warned_of_a_thing_once(one: Source, today: dt.date) -> None:
    found = codes(one, today)

    assert len(found) == len(set(found))
    assert found == [check.code for check in CHECKS if check.code in found]


@given(SOURCES, DAYS)
def test_a_source_does_not_become_sound_by_growing_older(one: Source, today: dt.date) -> None:
    later = today + dt.timedelta(days=400)

    assert set(codes(one, today)) <= set(codes(one, later))


@given(SOURCES, DAYS, st.randoms(use_true_random=False))
def test_the_order_of_ratings_is_no_matter(one: Source, today: dt.date, random: Any) -> None:
    shuffled = list(one.ratings)
    random.shuffle(shuffled)
    other = Source(one.type, one.status, one.published_on, one.locator, tuple(shuffled), one.causal)

    assert codes(one, today) == codes(other, today)
