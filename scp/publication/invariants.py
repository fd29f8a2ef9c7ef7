"""What must hold of a plan (docs/domain.md C.2), and what holds each of it: data to be read.

`docs/invariants.md` is printed from this table. Each part of an invariant is held by one of five:
a finding of readiness, a constraint or trigger of the database, a rule that an action or a policy
asks, the shape of the models (there is no way to write the opposite), or by nothing yet, because
the product does not have the thing that it is about. A test says that what is named here exists.
"""

from dataclasses import dataclass
from typing import Literal

By = Literal["finding", "constraint", "rule", "shape", "nothing yet"]
READINESS = "tests/unit/publication/test_readiness.py::test_what_is_missing_is_found_once_and_said"
REFUSED = "tests/unit/test_constraints.py::test_the_database_refuses"
_POLICIES = "tests/unit/publication/test_policies.py"
_EQUALITY = "tests/unit/procurement/test_equality.py"
_MEASURES = "tests/unit/procurement/test_measures.py"
_JUDGEMENTS = "tests/unit/outcomes/test_judgements.py"


@dataclass(frozen=True)
class Part:
    """One part of an invariant. `names` are the codes of findings, or the names of constraints and
    triggers; `test` is where it is tried, and empty only where nothing holds it yet."""

    number: int
    says: str
    by: By
    names: tuple[str, ...] = ()
    test: str = ""


def _finding(number: int, says: str, *codes: str) -> Part:
    return Part(number, says, "finding", codes, READINESS)


def _constraint(number: int, says: str, *names: str, test: str = REFUSED) -> Part:
    return Part(number, says, "constraint", names, test)


def _not_yet(number: int, says: str) -> Part:
    return Part(number, says, "nothing yet")


INVARIANTS: tuple[Part, ...] = (
    _finding(1, "Every outcome is underwritten by a need.", "outcome_without_need"),
    _finding(
        1,
        "One of those needs is voiced by citizens, or somebody accepted that none is.",
        *("outcome_without_citizen_voice", "citizen_voice_exception"),
    ),
    _constraint(
        1,
        "Such an exception says who accepted it, when and why.",
        "outcome_exception_has_who_when_why",
    ),
    _finding(2, "Every need cites evidence that supports it.", "need_without_evidence"),
    _finding(2, "Every source has a date.", "evidence_without_date"),
    _finding(2, "A document is cited with the place in it.", "document_without_locator"),
    _finding(
        3,
        "Every outcome has an indicator, or says that there is no measure yet.",
        *("outcome_without_measure", "no_suitable_measure_yet"),
    ),
    _constraint(
        3,
        "That there is no measure yet has an owner and a date.",
        "outcome_no_measure_has_owner_and_date",
    ),
    _finding(
        3,
        "An indicator that is judged has values, a baseline and a target within the plan's years.",
        *("indicator_without_values", "indicator_without_baseline"),
        *("indicator_without_target", "target_outside_period"),
    ),
    Part(3, "Otherwise it is grey.", "rule", test=f"{_JUDGEMENTS}::test_against_target"),
    Part(
        4,
        "Indicators hang on outcomes and measures on pieces.",
        "shape",
        test=f"{_MEASURES}::test_a_measure_hangs_on_a_piece_and_on_nothing_else",
    ),
    Part(
        4,
        "A measure changes nothing that is said of an outcome.",
        "shape",
        test=f"{_MEASURES}::test_results_change_nothing_that_is_said_of_an_outcome",
    ),
    _finding(
        5, "A piece that is intended contributes to an outcome.", "piece_without_contribution"
    ),
    _finding(5, "Every outcome shows its pieces, or that it has none.", "nothing_commissioned"),
    _constraint(
        5,
        "A contribution is weak, middling or strong, and never a part of a hundred.",
        *("contribution_strength_one_to_three", "piece_contributes_to_outcome_once"),
    ),
    _not_yet(6, "Weights, ballots and credits of an exercise to set priorities."),
    _constraint(
        7,
        "An edition is never changed or deleted.",
        *("publication_edition_no_update_or_delete", "publication_edition_no_truncate"),
        test="tests/unit/publication/test_invariants.py::test_an_edition_is_changed_by_nobody",
    ),
    _constraint(
        7,
        "It is hashed, and numbered once in its plan.",
        *("edition_hash_is_sha256", "edition_number_once_a_plan"),
    ),
    Part(
        7,
        "It keeps its address, and a tombstone stands there when it is withdrawn.",
        "rule",
        test="tests/unit/publication/test_withdrawal.py"
        "::test_whatever_is_asked_for_there_is_the_tombstone",
    ),
    Part(
        8,
        "Nothing is decided while a consultation is open.",
        "rule",
        test=f"{_POLICIES}::test_nothing_is_decided_while_the_consultation_is_open",
    ),
    _finding(8, "What people said has a response.", "comments_unanswered"),
    _not_yet(8, "Themes of what people said, with a threshold for each."),
    Part(
        9,
        "A key decision has 28 clear days of notice, or a recorded exception.",
        "rule",
        test=f"{_POLICIES}::test_a_key_decision_needs_28_clear_days",
    ),
    Part(
        9,
        "Nothing is carried out before call-in ends.",
        "rule",
        test=f"{_POLICIES}::test_nothing_is_carried_out_before_call_in_ends",
    ),
    _finding(10, "An equality impact assessment was signed.", "no_equality_assessment"),
    _finding(10, "It is of the plan as it stands.", "equality_assessment_out_of_date"),
    Part(
        10,
        "It was signed on the day of the decision or before.",
        "rule",
        test=f"{_POLICIES}::test_it_is_signed_on_the_day_of_the_decision_or_before",
    ),
    _finding(
        10,
        "A high negative impact that nothing lessens is justified.",
        "high_negative_unjustified",
    ),
    Part(
        10,
        "Without that nobody signs.",
        "rule",
        test=f"{_EQUALITY}::test_a_high_negative_that_nothing_lessens_needs_a_justification",
    ),
    _constraint(
        10,
        "What was signed says by whom, when and of what, and stays.",
        *("equality_signed_by_whom_when_and_of_what", "signed_assessment_stays"),
    ),
    _not_yet(11, "Who is responsible and who answers for it; conflicts of interest."),
    Part(
        12,
        "A person who comments is published by kind, never by name.",
        "shape",
        test="tests/unit/publication/test_assembly.py::test_no_persons_name_or_address_is_in_it",
    ),
    Part(
        12,
        "Small numbers are held back, with what they could be reckoned from.",
        "rule",
        test="tests/unit/outcomes/test_suppression.py"
        "::test_an_attacker_who_tries_every_table_finds_nothing",
    ),
    _not_yet(12, "Demographics of those who answer; consent to be published, and its withdrawal."),
    _not_yet(13, "Money of pieces and contracts, with its basis."),
    _not_yet(14, "Procurement notices."),
    _not_yet(15, "Procedures of the law before 24 February 2025."),
    _not_yet(16, "Claims and payments for outcomes."),
    _constraint(
        17,
        "A value is stored once for its indicator, area, period, breakdown and source version; a "
        "revision is another row.",
        "observation_once_a_source_version",
    ),
    Part(
        17,
        "Nothing is compared across a change of method.",
        "rule",
        test=f"{_JUDGEMENTS}::test_nothing_is_ever_said_across_a_break",
    ),
    _not_yet(18, "Plans of partners, and their alignment with this one."),
    Part(
        19,
        "Every public item has an address for life.",
        "shape",
        test="tests/unit/plans/test_models.py::test_a_plan_and_its_items_have_addresses_for_life",
    ),
    _not_yet(19, "A feed of what changed, with what was deleted."),
    _not_yet(20, "The same in Welsh."),
)
