"""What is missing in the vision, the needs and the outcomes."""

from collections.abc import Iterator

from django.utils.translation import gettext as _

from scp.core.jinja import date
from scp.publication.content import PlanContent


def no_vision(content: PlanContent) -> Iterator[tuple[str, str]]:
    """No vision section with text."""
    if not any(section.kind == "vision" and section.body.strip() for section in content.sections):
        yield "", _("The plan has no vision. Add a vision section.")


def no_outcome(content: PlanContent) -> Iterator[tuple[str, str]]:
    """No outcome at all."""
    if not content.outcomes:
        yield "", _("The plan has no outcome. Propose at least one.")


def outcome_without_need(content: PlanContent) -> Iterator[tuple[str, str]]:
    """An outcome that no need underwrites (C.2, 1)."""
    for outcome in content.outcomes:
        if not outcome.needs:
            yield (
                outcome.reference,
                _("No need underwrites this outcome. Say which need it answers."),
            )


def need_without_evidence(content: PlanContent) -> Iterator[tuple[str, str]]:
    """A need that no evidence supports (C.2, 2)."""
    for need in content.needs:
        if not any(citation.relation == "supports" for citation in need.citations):
            yield need.reference, _("No evidence supports this need. Cite at least one source.")


def outcome_without_citizen_voice(content: PlanContent) -> Iterator[tuple[str, str]]:
    """An outcome none of whose needs is voiced by citizens, without an exception (C.2, 1)."""
    voiced = {need.reference for need in content.needs if need.voiced_by_citizens}
    for outcome in content.outcomes:
        unvoiced = outcome.needs and not voiced.intersection(outcome.needs)
        if unvoiced and outcome.no_voice is None:
            yield (
                outcome.reference,
                _(
                    "No need under this outcome is voiced by citizens. Ask them, or record who "
                    "accepted that."
                ),
            )


def citizen_voice_exception(content: PlanContent) -> Iterator[tuple[str, str]]:
    """An outcome accepted without a citizen's voice, by whom and why (C.2, 1)."""
    for outcome in content.outcomes:
        if (exception := outcome.no_voice) is not None:
            sentence = _(
                "Accepted without a need that citizens voice, by {who} on {date}: {reason}"
            )
            yield (
                outcome.reference,
                sentence.format(
                    who=exception.accepted_by,
                    date=date(exception.accepted_on),
                    reason=exception.reason,
                ),
            )


def need_without_outcome(content: PlanContent) -> Iterator[tuple[str, str]]:
    """A need that no outcome answers."""
    answered = {reference for outcome in content.outcomes for reference in outcome.needs}
    for need in content.needs:
        if need.reference not in answered:
            yield need.reference, _("No outcome answers this need yet.")


def theme_without_outcome(content: PlanContent) -> Iterator[tuple[str, str]]:
    """A theme (social, economic, environmental) without an outcome."""
    names = {
        "social": _("social"),
        "economic": _("economic"),
        "environmental": _("environmental"),
    }
    used = {outcome.theme for outcome in content.outcomes}
    for theme, name in names.items():
        if content.outcomes and theme not in used:
            yield "", _("No outcome has the {theme} theme.").format(theme=name)
