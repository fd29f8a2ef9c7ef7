"""What is missing in the pieces of the jigsaw and in the theory of change."""

from collections.abc import Iterator

from django.utils.translation import gettext as _

from scp.publication import theory
from scp.publication.content import PlanContent

# States in which nobody intends to commission a piece: not yet, or no more.
UNINTENDED = frozenset({"idea", "abandoned"})
# States in which a piece is at work, so that its measures should have results.
RUNNING = frozenset({"live", "extension", "ending"})


def nothing_commissioned(content: PlanContent) -> Iterator[tuple[str, str]]:
    """An outcome to which no piece contributes (C.2, 5)."""
    for outcome in content.outcomes:
        if not content.pieces_by_outcome.get(outcome.reference):
            yield outcome.reference, _("Nothing is commissioned for this outcome yet.")


def piece_without_contribution(content: PlanContent) -> Iterator[tuple[str, str]]:
    """A piece, intended or further on, that contributes to nothing (C.2, 5)."""
    for piece in content.pieces:
        if piece.state not in UNINTENDED and not piece.contributions:
            yield piece.reference, _("This piece claims no contribution to any outcome.")


def outcome_without_path(content: PlanContent) -> Iterator[tuple[str, str]]:
    """An outcome to which no path leads from what is delivered, where there is a theory of
    change."""
    for reference, shown in theory.unexplained(content):
        yield (
            reference,
            _("The theory of change has no path from anything that is delivered to this outcome.")
            if shown
            else _("The theory of change does not show this outcome. Add a step for it."),
        )


def piece_stops_at_outputs(content: PlanContent) -> Iterator[tuple[str, str]]:
    """A piece that the theory of change shows, and whose path leads to no outcome."""
    for reference in theory.stopping(content):
        yield (
            reference,
            _(
                "In the theory of change the path of this piece stops at what is delivered. Say "
                "which outcome it leads to."
            ),
        )


def arrow_without_evidence(content: PlanContent) -> Iterator[tuple[str, str]]:
    """An arrow of the theory of change that cites no evidence."""
    for reference in theory.assumed_only(content):
        yield (
            reference,
            _("This arrow of the theory of change cites no evidence: it is an assumption."),
        )


def measure_without_result(content: PlanContent) -> Iterator[tuple[str, str]]:
    """A measure of a live piece that has no result yet."""
    for piece in content.pieces:
        for measure in piece.measures:
            if piece.state in RUNNING and not measure.results:
                yield measure.reference, _("This measure has no result yet.")
