"""Whether a statement reads as an outcome. Real plans and drafts have such statements."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outcomes.wording import doubts

OUTCOMES = [
    "Families can pay their bills",
    "Every child starts school ready to learn",
    "Children get the best start in life",
    "People live long, healthy lives, wherever in the borough they live",
    "People who work here can afford to live here",
    "Homes and journeys are within the borough’s carbon budget",
    "Everyone takes part in culture, sport and heritage",
    "Residents feel safe at home and in their neighbourhood",
    "Older people stay independent for longer",
    "Nobody sleeps rough",
    "Young people leave school with the skills employers need and want",
    "Parents and carers have the help they need",
    "Everyone can get to work, school and shops without a car",
    "Air is clean enough to breathe",
    "Streets and parks are clean, green and safe",
    "People know where help is and how to get it",
    "Communities are strong and resilient and have what they need",
    "Residents live in homes that are warm and that they can afford",
    "People live, work and learn well",
    "Businesses of every size grow here",
    "Open spaces are safe and clean",
    "Support is there when people need it",
    "Help is easy to find",
    "Train services run on time",
    "Work pays enough to live on",
    "Building sites are safe",
    "Services are easy to use",
    "Families with 3 children live in warm homes",
    "Children under 5 live in warm homes",
    "By 2030 homes are warm",
    "Good will between neighbours lasts",
    "A number of people from each street take part",
    "People with a disability do what they want to do",
    "Everyone has a home that is warm, dry and secure",
    "People die with dignity, in the place they choose",
    "Inequality in life expectancy is small",
    "Carers are well and have time of their own",
    "The borough is carbon neutral",
    "Young adults leaving care have someone to turn to",
    "Planning decisions are fair",
    "Provision is the same in every ward",
    "Commissioners and providers trust one another",
    "People are proud of where they live and feel that they belong",
]
# A statement, and the codes of what is wrong with it.
OTHERS = [
    ("Deliver 900 sessions", ["output"]),
    ("Deliver 900 sessions of debt advice", ["output"]),
    ("900 debt advice sessions are held", ["output"]),
    ("1,200 new affordable homes built by 2030", ["output"]),
    ("50 electric vehicle chargers in the town centres", ["output"]),
    ("Hundreds of trees are planted", ["output"]),
    ("Train 40 staff", ["output"]),
    ("Twelve family hubs are open", ["output"]),
    ("Provide debt advice to families", ["activity"]),
    ("Run a debt advice service", ["activity"]),
    ("Commission a new domestic abuse service", ["activity"]),
    ("Providing better support for carers", ["activity"]),
    ("Running advice in libraries", ["activity"]),
    ("To develop a skills strategy", ["activity"]),
    ("Open a family hub in Partington", ["activity"]),
    ("Train more teachers", ["activity"]),
    ("Support the voluntary sector", ["activity"]),
    ("Set up a partnership board", ["activity"]),
    ("Roll out full-fibre broadband", ["activity"]),
    ("Ensure that every child is ready for school", ["activity"]),
    ("The council provides advice", ["activity"]),
    ("We support local businesses", ["activity"]),
    ("Partners deliver joined-up care", ["activity"]),
    ("Number of people in work", ["indicator"]),
    ("The number of households in temporary accommodation", ["indicator"]),
    ("Percentage of pupils reaching the expected standard", ["indicator"]),
    ("Proportion of adults who smoke", ["indicator"]),
    ("A fall in the number of rough sleepers", ["indicator"]),
    ("80% of children start school ready to learn", ["target"]),
    ("Smoking is below 5 per cent", ["target"]),
    ("Every child will start school ready to learn", ["future"]),
    ("Residents will feel safe", ["future"]),
    ("Nobody shall be homeless", ["future"]),
    ("People are going to live longer", ["future"]),
    ("The council aims to be carbon neutral", ["future"]),
    ("We want to end homelessness", ["future"]),
    ("Families can pay their bills and children start school ready to learn", ["joined"]),
    ("Streets are clean and the air is safe to breathe", ["joined"]),
    ("Businesses grow here and people have good jobs", ["joined"]),
    ("Residents are healthy; the economy is strong", ["joined"]),
    ("People are safe. Homes are warm.", ["joined"]),
    ("Older people stay independent, while their carers have time off", ["joined"]),
    ("We will deliver 900 sessions", ["output", "future"]),
    ("80% of homes will be warm", ["target", "future"]),
    ("Children will be safe and families will have homes", ["future"]),
]


@pytest.mark.parametrize("statement", OUTCOMES)
def test_an_outcome_is_left_alone(statement: str) -> None:
    assert [doubt.words for doubt in doubts(statement)] == []


@pytest.mark.parametrize(("statement", "codes"), OTHERS)
def test_what_is_none_is_named(statement: str, codes: list[str]) -> None:
    assert [doubt.code for doubt in doubts(statement)] == codes


@pytest.mark.parametrize(
    ("statement", "words"),
    [
        (
            "Deliver 900 sessions",
            "“900 sessions” counts what is delivered: an output. Say what is different for people "
            "or the place because of it, or move it to a piece.",
        ),
        (
            "Commission a new service",
            "“Commission a …” says what somebody does: an activity. Say how life is when it has "
            "worked, or move it to a piece.",
        ),
        (
            "Number of people in work",
            "“Number” names a number that would show an outcome: an indicator. Say what the number "
            "would show, and add the number as an indicator.",
        ),
        (
            "80% of homes are warm",
            "“80%” is a target. Say the outcome without it, and set the target on an indicator, "
            "with a date.",
        ),
        (
            "Residents will feel safe",
            "“will” speaks of the future. Say it in the present tense, as if it were so: “Families "
            "can pay their bills”. The year goes in its own box.",
        ),
        (
            "Streets are clean and the air is safe.",
            "This seems to be two statements; the second is “the air is safe”. Make an outcome of "
            "each, so that each can have its own needs and indicators.",
        ),
    ],
)
def test_it_says_what_it_found_and_what_to_do(statement: str, words: str) -> None:
    assert [doubt.words for doubt in doubts(statement)] == [words]


@pytest.mark.parametrize(("statement", "codes"), OTHERS)
def test_only_what_is_done_or_delivered_belongs_to_a_piece(
    statement: str, codes: list[str]
) -> None:
    movable = {doubt.code for doubt in doubts(statement) if doubt.belongs_to_a_piece}

    assert movable == set(codes) & {"output", "activity"}


@pytest.mark.parametrize("statement", ["", "  ", ".", "—", ";", "and", "£", "900", "will"])
def test_scraps_do_no_harm(statement: str) -> None:
    assert all(doubt.words for doubt in doubts(statement))


@given(st.text(max_size=300))
def test_any_text_is_read(statement: str) -> None:
    assert all(doubt.code and doubt.words for doubt in doubts(statement))


@given(st.sampled_from(OUTCOMES), st.sampled_from(["  {}  ", "{}.", "\n{}\n", "{} "]))
def test_space_and_a_full_stop_change_nothing(statement: str, written: str) -> None:
    assert doubts(written.format(statement)) == ()


@pytest.mark.parametrize("text", ["9" * 300, "and " * 75, "a " * 150, "number of " * 30])
def test_long_text_is_read_quickly(text: str) -> None:
    """Nobody can make the server think for long: what is typed here is 300 characters at most."""
    started = time.process_time()
    doubts(text)

    # A pattern that goes back and forth over such a text takes hours; here it is milliseconds.
    assert time.process_time() - started < 1
