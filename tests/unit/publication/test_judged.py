"""What a document says of its indicators' values, on the real figures of data/trafford."""

import datetime as dt
from decimal import Decimal
from typing import Any

from scp.publication.content import Baseline, Indicator, MethodBreak, Observation, PlaceFacts
from scp.publication.judged import ENGLAND, compared_with, forecast, judged, yardstick
from tests.factories.figures import TRAFFORD, indicator, target

SALFORD = PlaceFacts(code="E08000006", name="Salford")


def observed(
    area: PlaceFacts, year: int, value: str | None, ci: int = 0, **more: Any
) -> Observation:
    number = None if value is None else Decimal(value)
    facts: dict[str, Any] = {
        "area": area.code,
        "area_name": area.name,
        "period": str(year),
        "period_start": dt.date(year, 1, 1),
        "period_end": dt.date(year, 12, 31),
        "value": number,
        "lower_ci": number - ci if ci and number is not None else None,
        "upper_ci": number + ci if ci and number is not None else None,
    }
    return Observation(**(facts | more))


def measured(*observations: Observation, **facts: Any) -> Indicator:
    values: dict[str, Any] = {
        "value_type": "percent",
        "polarity": "higher_better",
        "decimals": 1,
        "baseline": Baseline(period="2019", value=Decimal(40)),
        "targets": (),
    }
    title = facts.pop("title", "Active children")
    made = indicator("active_children", **(values | facts), observations=observations)
    return made.model_copy(update={"title": title})


def codes(found: Indicator, place: PlaceFacts = TRAFFORD) -> list[str]:
    return [judgement.code for judgement in judged(found, place)]


def test_the_three_judgements_stand_apart() -> None:
    """Better than England, yet falling, and short of its target."""
    england = PlaceFacts(code=ENGLAND, name="England")
    found = measured(
        observed(TRAFFORD, 2023, "70", 1),
        observed(TRAFFORD, 2024, "60", 1),
        observed(england, 2024, "50", 1),
        targets=(target(2024, "75"),),
    )

    assert codes(found) == ["red", "worsening", "better"]
    assert judged(found, TRAFFORD).comparator == "England"
    assert judged(found, TRAFFORD).latest == found.observations[1]


def test_a_place_without_values_is_not_judged() -> None:
    assert codes(measured()) == ["grey", "cannot_say", "not_compared"]
    assert judged(measured(), TRAFFORD).latest is None


def test_an_indicator_says_whom_it_is_compared_with() -> None:
    found = measured(
        observed(TRAFFORD, 2024, "60", 1),
        observed(SALFORD, 2024, "70", 1),
        comparator_area=SALFORD.code,
    )

    assert judged(found, TRAFFORD).comparator == "Salford"
    assert codes(found)[2] == "worse"
    assert compared_with(found, SALFORD.code) == (), "nobody is compared with itself"


def test_parts_of_the_population_judge_nothing() -> None:
    men = observed(TRAFFORD, 2025, "90", breakdown="sex=Male")
    whole = (observed(TRAFFORD, 2023, "50"), observed(TRAFFORD, 2024, "60"))

    assert codes(measured(*whole, men)) == codes(measured(*whole))


def test_the_baseline_is_dated_by_the_value_of_its_period() -> None:
    by = yardstick(measured(observed(TRAFFORD, 2019, "40")), TRAFFORD.code)

    assert by.baseline is not None
    assert (by.baseline.end, by.baseline.value) == (dt.date(2019, 12, 31), Decimal(40))


def test_a_baseline_of_another_place_or_time_has_no_days() -> None:
    by = yardstick(measured(observed(SALFORD, 2019, "40")), TRAFFORD.code)

    assert by.baseline is not None
    assert by.baseline.end is None


def test_how_to_judge_is_taken_over_whole() -> None:
    by = yardstick(
        measured(
            polarity="band",
            band_lower=Decimal(60),
            band_upper=Decimal(70),
            tolerance=Decimal(5),
            tolerance_kind="percent",
            trajectory="linear",
            targets=(target(2029, "65"),),
            method_breaks=(MethodBreak(on=dt.date(2021, 9, 1), note="Another question"),),
        ),
        TRAFFORD.code,
    )

    assert (by.polarity, by.percent, by.decimals) == ("band", True, 1)
    assert (by.band, by.tolerance, by.tolerance_kind) == (
        (Decimal(60), Decimal(70)),
        Decimal(5),
        "percent",
    )
    assert (by.trajectory, by.goals[0].due_on) == ("linear", dt.date(2029, 3, 31))
    assert by.breaks == (dt.date(2021, 9, 1),)


def test_half_a_band_is_none() -> None:
    assert yardstick(measured(band_lower=Decimal(60)), TRAFFORD.code).band is None


def test_a_forecast_goes_as_far_as_the_last_target() -> None:
    years = [observed(TRAFFORD, 2018 + n, str(50 + n)) for n in range(7)]

    found = forecast(measured(*years, targets=(target(2027, "60"), target(2029, "65"))), TRAFFORD)
    assert found.last is not None
    assert found.last.on == dt.date(2029, 12, 31)


def test_nothing_is_forecast_from_two_values() -> None:
    found = forecast(
        measured(observed(TRAFFORD, 2023, "1"), observed(TRAFFORD, 2024, "2")), TRAFFORD
    )

    assert found.steps == ()
