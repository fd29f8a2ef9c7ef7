"""What a reader of the Trafford set should know before comparing two of its values.

From data/trafford/notes.md, and for the months in which years start from how each publisher
describes its own statistics.
"""

import datetime as dt

from outcomes.imports.dataset import Break

# The month in which the publisher's 2024/25 begins. Slugs that are not here keep their words and
# get no dates: the Active Lives adult survey runs from mid-November.
SPLIT_YEAR_STARTS = {
    "active_children": 9,
    "children_dental_decay": 9,
    "children_offending": 4,
    "children_poverty": 4,
    "cla_dental_check": 4,
    "cla_health_assessment": 4,
    "expected_standard_ks2": 9,
    "grades_5_or_above_ks4": 9,
    "obese_reception": 9,
    "obese_year6": 9,
    "progress_8_score": 9,
    "school_readiness": 9,
    "vaccination_mmr": 4,
    "household_waste_not_recycled": 4,
    "household_waste_recycling": 4,
    "apprenticeship_starts": 8,
    "admissions_care_homes_65p": 4,
    "adults_depression": 4,
    "social_care_satisfaction": 4,
}
# Series that are labelled with one year but are not about that calendar year: an average of three
# winter months, a survey in April, prices to September, a survey from November.
YEAR_IS_ONLY_A_LABEL = frozenset(
    {
        "neet",
        "real_living_wage",
        "housing_affordability",
        "fairly_active_adults",
        "adults_walking_or_cycling",
    }
)
BREAKS = {
    "school_readiness": Break(
        dt.date(2021, 9, 1),
        "The early years foundation stage was reformed: values before 2021/22 are not comparable.",
    ),
}
NOTES = {
    "school_readiness": "Values before 2021/22 are not comparable, because the early years "
    "foundation stage was reformed.",
    "fuel_poverty": "The measure changed in 2019 from low income, high cost to low income, low "
    "energy efficiency; the two are not comparable and are kept as two indicators.",
    "progress_8_score": "The series ends with 2023/24. The publisher's file calls it a percentage; "
    "it is a score.",
}
POLARITY_NOTE = "Which direction is good was assigned by this project, not by the publisher."
MIXED_PERIODS_NOTE = (
    "The periods are of more than one kind ({kinds}): do not compare one kind with another."
)
LIMITS_NOTE = "Compared with England at 99.8% limits, not the usual 95%."

# The file cuts the sentence short; data/trafford/notes.md has the names of the peer groups.
PEER_GROUPS = {
    "10 Children's Services Statistical Neighbours as defined in the": (
        "10 Children's Services Statistical Neighbours"
    ),
    "15 similar authorities as defined by the Chartered Institute of Public Finance and "
    "Accountancy (CIPFA) in their": "15 CIPFA nearest neighbours",
    "15 similar authorities from its NHS England Near Neighbour Peer Group": (
        "15 authorities of the NHS England near-neighbour peer group"
    ),
}
LICENCE = "Open Government Licence v3.0, by way of Trafford Data Lab"
