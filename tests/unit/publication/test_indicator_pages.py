"""The page of an indicator of the draft, and of the indicators of a theme, by worked examples."""

import datetime as dt
import re
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from outcomes.models import Indicator
from scp.publication.assembly import assemble, figures
from scp.publication.judged import ENGLAND
from tests.factories.outcomes import (
    EnglandObservationFactory,
    IndicatorFactory,
    MethodBreakFactory,
    ObservationFactory,
    OutcomeFactory,
    TargetFactory,
)
from tests.factories.places import PlaceFactory, TraffordFactory
from tests.factories.plans import Cast, PlanFactory, cast_of
from tests.unit.outcomes.test_evidence_views import signed_in, text_of

pytestmark = pytest.mark.django_db
TRAFFORD = "E08000009"


@pytest.fixture
def cast(db: None) -> Cast:
    return cast_of(PlanFactory(slug="trafford", places=[TraffordFactory()]))


@pytest.fixture
def viewer(cast: Cast) -> Client:
    return signed_in(cast.viewer)


def measured(cast: Cast, *values: str | None, **fields: Any) -> Indicator:
    """An indicator with yearly values for Trafford from 2020 on; None: suppressed."""
    fields = {"baseline_period": "2020", "baseline_value": Decimal("50"), **fields}
    indicator: Indicator = IndicatorFactory(plan=cast.plan, **fields)
    for year, value in enumerate(values, start=2020):
        of = {"value": value, "status": "final" if value else "suppressed"}
        ObservationFactory(indicator=indicator, year=year, **of)
    return indicator


def address_of(indicator: Indicator) -> str:
    return reverse("draft-indicator", args=["trafford", indicator.reference])


def said(client: Client, indicator: Indicator, of: str) -> str:
    """What the page says after the name of one judgement, as far as its icon and words go."""
    page = client.get(address_of(indicator)).content.decode()
    (found,) = re.findall(rf"{of}:</span>(.*?)</li>", page, re.S)
    icon = re.findall(r"scp-icon--(\w+)", found)
    words = " ".join(re.sub(r"<[^>]+>", " ", found).split()).replace(" .", ".")
    return f"{icon[0]}: {words}"


class TestAgainstTarget:
    @pytest.mark.parametrize(
        ("polarity", "value", "expected"),
        [
            ("higher_better", "60", "tick: On or better than target. 60.0% in 2020 meets"),
            ("higher_better", "58", "near: Within tolerance. 58.0% in 2020 is 2.0"),
            ("higher_better", "57", "cross: Outside tolerance. 57.0% in 2020 is 3.0"),
            ("lower_better", "62", "near: Within tolerance. 62.0% in 2020 is 2.0"),
            ("lower_better", "59", "tick: On or better than target. 59.0% in 2020 meets"),
            ("none", "59", "none: Not judged. No direction of this indicator is good"),
        ],
    )
    def test_each_word_with_its_icon_and_reason(
        self, cast: Cast, viewer: Client, polarity: str, value: str, expected: str
    ) -> None:
        indicator = measured(cast, value, polarity=polarity, tolerance=Decimal("2"))
        TargetFactory(indicator=indicator, due_on=dt.date(2020, 3, 31), value=Decimal("60"))

        assert said(viewer, indicator, "Against target").startswith(expected)

    @pytest.mark.parametrize(
        ("value", "expected"), [("45", "tick: On or better"), ("51", "cross: Outside tolerance")]
    )
    def test_of_a_band(self, cast: Cast, viewer: Client, value: str, expected: str) -> None:
        band = {"band_lower": Decimal("40"), "band_upper": Decimal("50")}
        indicator = measured(cast, value, polarity="band", **band)

        assert said(viewer, indicator, "Against target").startswith(expected)

    def test_of_a_suppressed_value_nothing_is_judged(self, cast: Cast, viewer: Client) -> None:
        indicator = measured(cast, "50", None)
        TargetFactory(indicator=indicator, due_on=dt.date(2020, 3, 31), value=Decimal("60"))

        words = said(viewer, indicator, "Against target")

        assert words.startswith("none: Not judged. The value for 2021 is suppressed.")


class TestDirectionOfTravel:
    @pytest.mark.parametrize(
        ("polarity", "expected"),
        [
            ("higher_better", "up: Improving. From 50.0% in 2020 to 56.0% in 2021"),
            ("lower_better", "up: Worsening. From 50.0% in 2020 to 56.0% in 2021"),
        ],
    )
    def test_by_what_is_good(
        self, cast: Cast, viewer: Client, polarity: str, expected: str
    ) -> None:
        indicator = measured(cast, "50", "56", polarity=polarity)

        assert said(viewer, indicator, "Direction of travel").startswith(expected)

    def test_a_small_change_is_none(self, cast: Cast, viewer: Client) -> None:
        indicator = measured(cast, "50", "50.2")

        words = said(viewer, indicator, "Direction of travel")

        assert words.startswith("same: No significant change.")

    def test_never_across_a_change_of_method(self, cast: Cast, viewer: Client) -> None:
        indicator = measured(cast, "50", "56")
        MethodBreakFactory(indicator=indicator, on=dt.date(2021, 1, 1), note="Counted otherwise")

        words = said(viewer, indicator, "Direction of travel")

        assert words.startswith("unknown: Cannot be calculated.")
        assert "The method changed" in words
        page = text_of(viewer.get(address_of(indicator)))
        assert "From 1 January 2021: Counted otherwise" in page
        assert "Method changed on 1 January 2021" in page, "and the chart says so"


class TestAgainstTheComparator:
    @pytest.mark.parametrize(
        ("mine", "theirs", "expected"),
        [
            (("56", "54", "58"), ("50", "49", "51"), "tick: Better. 56.0% against 50.0%"),
            (("50.5", "48", "53"), ("50", "49", "51"), "same: Similar."),
            (("44", "42", "46"), ("50", "49", "51"), "cross: Worse."),
        ],
    )
    def test_by_their_intervals(
        self,
        cast: Cast,
        viewer: Client,
        mine: tuple[str, ...],
        theirs: tuple[str, ...],
        expected: str,
    ) -> None:
        indicator = IndicatorFactory(plan=cast.plan)
        for make, given in ((ObservationFactory, mine), (EnglandObservationFactory, theirs)):
            fields = dict(zip(("value", "lower_ci", "upper_ci"), given, strict=True))
            make(indicator=indicator, year=2020, **fields)

        assert said(viewer, indicator, "Against England").startswith(expected)

    def test_without_intervals_it_is_not_compared(self, cast: Cast, viewer: Client) -> None:
        indicator = measured(cast, "56")
        EnglandObservationFactory(indicator=indicator, year=2020, value=Decimal("50"))

        words = said(viewer, indicator, "Against England")

        assert words.startswith("unknown: Not compared.")
        assert "intervals are needed of both" in words


class TestThePage:
    def test_keeps_the_three_apart(self, cast: Cast, viewer: Client) -> None:
        """Better than target, worse than before and than others: no word of one sways another."""
        indicator = measured(cast)
        TargetFactory(indicator=indicator, due_on=dt.date(2020, 3, 31), value=Decimal("40"))
        for year, value in ((2020, "60"), (2021, "50")):
            ends = {"lower_ci": str(int(value) - 1), "upper_ci": str(int(value) + 1)}
            ObservationFactory(indicator=indicator, year=year, value=value, **ends)
        EnglandObservationFactory(
            indicator=indicator, year=2021, value="70", lower_ci="69", upper_ci="71"
        )

        assert said(viewer, indicator, "Against target").startswith("tick: On or better")
        assert said(viewer, indicator, "Direction of travel").startswith("down: Worsening")
        assert said(viewer, indicator, "Against England").startswith("cross: Worse")

    def test_says_what_an_edition_would(self, cast: Cast) -> None:
        """The figures of a page are those that the whole plan would be assembled with."""
        indicator = measured(cast, "50", None, "52", suppress_below=5)
        EnglandObservationFactory(indicator=indicator, year=2020)
        elsewhere = PlaceFactory()
        ObservationFactory(indicator=indicator, area=elsewhere, year=2020)

        (whole,) = assemble(cast.plan).indicators
        (found,) = figures(cast.plan, [indicator.pk], {TRAFFORD, ENGLAND})

        kept = tuple(one for one in whole.observations if one.area != elsewhere.code)
        assert found == whole.model_copy(update={"observations": kept})
        assert len(kept) == 4

    def test_the_area_it_is_compared_with_is_read_too(self, cast: Cast) -> None:
        salford = PlaceFactory(name="Salford")
        indicator = measured(cast, "50", comparator_area=salford)
        ObservationFactory(indicator=indicator, area=salford, year=2020)

        (found,) = figures(cast.plan, [indicator.pk], {TRAFFORD})

        assert {one.area for one in found.observations} == {TRAFFORD, salford.code}

    def test_goes_on_as_if_nothing_changed_and_says_how(self, cast: Cast, viewer: Client) -> None:
        indicator = measured(cast, "50", "51", "52", "53", "54", "55")

        page = text_of(viewer.get(address_of(indicator)))

        assert "a damped trend through the 6 latest values measured alike" in page
        assert "31 December 2026" in page, "the table of what is ahead"

    def test_says_why_there_is_no_forecast(self, cast: Cast, viewer: Client) -> None:
        indicator = measured(cast, "50", "51")

        page = text_of(viewer.get(address_of(indicator)))

        assert "No forecast: 2 values are measured alike, and it takes 5." in page

    def test_a_value_that_was_revised_has_both_its_rows(self, cast: Cast, viewer: Client) -> None:
        indicator = measured(cast, "50")
        ObservationFactory(
            indicator=indicator,
            year=2020,
            value=Decimal("48.5"),
            status="revised",
            source_version="test 2",
            published_on=dt.date(2026, 8, 1),
        )

        page = text_of(viewer.get(address_of(indicator)))

        assert "2020 48.5 – – 1 August 2026 Revised" in page
        assert "2020 50.0 – – 13 May 2026 Replaced by the value published on 1 August 2026" in page

    def test_a_small_number_is_not_shown_nor_what_gives_it_away(
        self, cast: Cast, viewer: Client
    ) -> None:
        """3 of 10 are women: whoever sees 7 men knows it. The row that was replaced neither."""
        indicator = IndicatorFactory(
            plan=cast.plan, suppress_below=5, value_type="count", decimals=0
        )
        for part, value in (("", "910"), ("sex=Female", "3"), ("sex=Male", "907")):
            ObservationFactory(indicator=indicator, year=2020, breakdown=part, value=value)
        ObservationFactory(
            indicator=indicator,
            year=2020,
            breakdown="sex=Female",
            value="4",
            source_version="test 2",
            published_on=dt.date(2026, 8, 1),
        )

        page = text_of(viewer.get(address_of(indicator)))

        values = page.partition("Does it stand?")[2].partition("Privacy")[0]
        assert "Everybody 2020 910" in values
        assert values.count("2020 suppressed") == 3
        assert "907" not in values
        assert not re.search(r"2020 [34]\b", values)

    def test_of_several_places_one_is_drawn_and_all_are_judged(
        self, cast: Cast, viewer: Client
    ) -> None:
        salford = PlaceFactory(name="Salford")
        cast.plan.places.add(salford)
        indicator = measured(cast, "50", "56")
        ObservationFactory(indicator=indicator, area=salford, year=2020, value=Decimal("30"))

        page = viewer.get(address_of(indicator), {"place": salford.code})

        assert page.content.decode().count("Direction of travel:") == 2
        assert '<span aria-current="page">Salford</span>' in page.content.decode()
        assert "Fewer than two values are published for Salford" in text_of(page)

    @pytest.mark.parametrize("place", ["E06000001", "nowhere", "\0", "x" * 5000])
    def test_a_place_that_is_not_the_plans_counts_as_none(
        self, cast: Cast, viewer: Client, place: str
    ) -> None:
        page = viewer.get(address_of(measured(cast, "50", "56")), {"place": place})

        assert page.status_code == 200
        assert "Trafford was 50.0% in 2020" in page.content.decode()

    def test_of_a_plan_without_places(self) -> None:
        cast = cast_of(PlanFactory(slug="trafford"))
        cast.plan.places.clear()

        page = signed_in(cast.viewer).get(address_of(measured(cast, "50")))

        assert "says of no place that it covers it" in text_of(page)

    def test_asks_the_same_however_many_values_there_are(self, cast: Cast, viewer: Client) -> None:
        few, many = measured(cast, "50"), measured(cast, *["50"] * 60)
        for area in PlaceFactory.create_batch(7):
            for year in range(2020, 2040):
                ObservationFactory(indicator=many, area=area, year=year)

        assert queries(viewer, address_of(few)) == queries(viewer, address_of(many))


class TestATheme:
    def test_shows_the_indicators_of_its_outcomes(self, cast: Cast, viewer: Client) -> None:
        used, other = measured(cast, "50", "56", title="Warm homes"), measured(cast, title="Jobs")
        without = measured(cast, title="Clean air")
        OutcomeFactory(plan=cast.plan, theme="social", indicators=[used, without])
        OutcomeFactory(plan=cast.plan, theme="social", indicators=[used])
        OutcomeFactory(plan=cast.plan, theme="economic", indicators=[other])

        page = viewer.get(reverse("draft-theme", args=["trafford", "social"]))

        assert page.content.decode().count('<img class="scp-chart__image"') == 1
        words = text_of(page)
        assert "I1 Warm homes 56.0% in 2021" in words, "the table of the picture"
        assert "Improving" in words
        assert "Clean air no values for this place yet" in words
        assert "Jobs" not in words

    def test_is_paged(self, cast: Cast, viewer: Client) -> None:
        rows = [measured(cast, "50", "56") for _n in range(26)]
        OutcomeFactory(plan=cast.plan, theme="social", indicators=rows)
        address = reverse("draft-theme", args=["trafford", "social"])

        first, second = viewer.get(address), viewer.get(address, {"page": "2"})

        assert first.content.decode().count('<img class="scp-chart__image"') == 2
        assert second.content.decode().count('<img class="scp-chart__image"') == 1
        assert "I26" in text_of(second)
        assert "I24" not in text_of(second)

    def test_without_indicators_says_so(self, cast: Cast, viewer: Client) -> None:
        page = viewer.get(reverse("draft-theme", args=["trafford", "environmental"]))

        assert "No outcome of this theme has an indicator yet." in text_of(page)

    def test_that_is_none_is_not_found(self, viewer: Client) -> None:
        assert viewer.get(reverse("draft-theme", args=["trafford", "sports"])).status_code == 404


def queries(client: Client, address: str) -> int:
    client.get(address)
    with CaptureQueriesContext(connection) as captured:
        assert client.get(address).status_code == 200
    return len(captured)
