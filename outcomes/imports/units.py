"""What the Trafford Data Lab's pairs of measure and unit say about an indicator.

The file mixes three things in two columns: what sort of number it is, what it is counted in, and
whom it is about. The pairs are listed, because a rule would be a guess: "rate, persons" is a
percentage and "Percentage, Persons" of Progress 8 is a score. A pair that is not here is refused.
"""

from dataclasses import dataclass

from outcomes.choices import ValueType as V


@dataclass(frozen=True)
class Unit:
    """The sort of number, the unit as a reader sees it, whom it is about, and the subgroup."""

    value_type: V
    unit: str
    denominator: str = ""
    breakdown: str = ""


PERCENT_OF = {
    "persons": "Persons",
    "5 years children": "5 year olds",
    "waste": "Household waste",
    "households": "Households",
    "applications": "Applications",
    "prescriptions": "Prescriptions",
    "care homes": "Care homes",
    "females": "Females",
}
UNITS: dict[tuple[str, str], Unit] = {
    **{("percentage", whom): Unit(V.PERCENT, "%", name) for whom, name in PERCENT_OF.items()},
    ("rate", "persons"): Unit(V.PERCENT, "%", "Residents"),
    ("cumulative percentage from eligible", "persons"): Unit(
        V.PERCENT, "% of eligible people, cumulative", "Eligible persons"
    ),
    ("count", "children"): Unit(V.COUNT, "children"),
    ("count", "persons"): Unit(V.COUNT, "people"),
    ("count", ""): Unit(V.COUNT, "businesses"),
    ("count", "ktco2e"): Unit(V.COUNT, "kt CO2e"),
    ("count", "pounds millions (£)"): Unit(V.CURRENCY, "£ million"),
    ("frequency", "kilotonnes (kt co2e)"): Unit(V.COUNT, "kt CO2e"),
    ("frequency", "tonnes"): Unit(V.COUNT, "tonnes"),
    ("frequency", "miles (million)"): Unit(V.COUNT, "million miles"),
    ("per 10,000 aged 10-17", "children"): Unit(V.RATE, "per 10,000 aged 10 to 17"),
    ("per 100,000 population", "devices"): Unit(V.RATE, "devices per 100,000 people"),
    ("rate per 100,000 population", "persons"): Unit(V.RATE, "per 100,000 people"),
    ("rate per 100,000 aged 65+", "persons"): Unit(V.RATE, "per 100,000 aged 65 and over"),
    ("per 1000 population", ""): Unit(V.RATE, "businesses per 1,000 people"),
    ("per 1,000", "female"): Unit(V.RATE, "per 1,000 females", "Females"),
    ("age-standardised rate", "male"): Unit(V.RATE, "per 100,000, age-standardised", "", "Male"),
    ("age-standardised rate", "female"): Unit(
        V.RATE, "per 100,000, age-standardised", "", "Female"
    ),
    ("age-standardised rate", "persons"): Unit(
        V.RATE, "per 100,000, age-standardised", "", "Persons"
    ),
    ("ratio", "house price / earnings"): Unit(V.RATIO, "times annual earnings"),
    ("rate per head", "pounds (£)"): Unit(V.CURRENCY, "£ per head"),
    ("rate per hour worked", "pounds (£)"): Unit(V.CURRENCY, "£ per hour worked"),
    ("life expectancy", "years"): Unit(V.YEARS, "years"),
    ("slope index of inequality", "years"): Unit(V.YEARS, "years (slope index of inequality)"),
}
# Rows whose measure and unit are absent or wrong in the file, by slug.
BY_SLUG: dict[str, Unit] = {
    "progress_8_score": Unit(V.SCORE, "points", "Pupils at the end of key stage 4"),
    "gdp_per_head": Unit(V.CURRENCY, "£ per head"),
}


def is_listed(slug: str, measure: str, unit: str) -> bool:
    return slug in BY_SLUG or (measure.casefold(), unit.casefold()) in UNITS


def unit_of(slug: str, measure: str, unit: str) -> Unit:
    """Raises KeyError for a pair that is not listed."""
    return BY_SLUG.get(slug) or UNITS[measure.casefold(), unit.casefold()]
