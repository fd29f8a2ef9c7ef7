"""The house keeps to its plan where the import linter cannot see: models, names, scopes."""

import ast
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.apps import AppConfig, apps
from django.conf import settings
from django.db import models
from django_scopes import ScopeError

from scp.core.models import Editable
from scp.plans.models import Plan, PlanItem, Recorded

BASE: Path = settings.BASE_DIR
# 0 is the roof of the house: a row points to its own room or to one with a higher figure.
STOREY = {room.rpartition(".")[2]: storey for storey, room in enumerate(settings.ROOMS)}
ROOMS: list[AppConfig] = [apps.get_app_config(label) for label in STOREY]
MODELS = [model for room in ROOMS for model in room.get_models()]

EVERYWHERE = {"urls", "views", "admin", "forms", "actions", "tasks", "queries", "models", "choices"}
EVERYWHERE |= {"apps", "management", "migrations"}
# The work modules of each room, each named for the one thing it does.
WORK = {
    "api": {
        *("v1", "base", "errors", "headers", "openapi", "parameters", "permissions", "reference"),
    },
    "publication": {
        *(
            "assembly",
            "cells",
            "charts",
            "completeness",
            "calendar",
            "content",
            "diff",
            "document",
            "encodings",
            "exchange",
            "pages",
        ),
        *("judged", "labels", "plotting", "policies", "printing", "programs", "readiness"),
        *("recognition", "rendering", "search", "tagging", "theory", "tabular", "thread"),
        *("invariants", "verification", "workbook"),
    },
    "stakeholders": set(),
    "procurement": {"carrying", "equality", "theory"},
    "outcomes": {"copies", "imports", "judgements", "lending", "owners", "warnings", "wording"},
    "plans": {"access", "history", "items", "policies", "uploads"},
    "organisations": {"policies"},
    "places": {"imports"},
    "jobs": {"claims", "dispatching", "registry"},
    "accounts": {"adapter", "permissions"},
    "core": {
        *("audit", "cache", "components", "errors", "forms", "html", "immutable", "jinja"),
        *("days", "kept", "logs", "middleware", "periods", "request_log", "searching", "tables"),
        *("richtext", "transitions", "words"),
    },
}
# Rows that nobody edits at the same time as somebody else, each with the reason.
NOT_EDITABLE = {
    "core.AuditEvent": "append-only",
    "accounts.User": "edited by its own person",
    "organisations.Organisation": "loaded and corrected by whoever runs the service",
    "organisations.OrganisationIdentifier": "as its organisation",
    "organisations.Succession": "made and unmade with its organisation's end",
    "places.Place": "loaded from the ONS",
    "jobs.Job": "changed by compare-and-swap on its state",
    "plans.DecisionRules": "a change is another row, from a later day",
    "plans.SignOff": "append-only",
    "plans.CallInStep": "append-only",
    "plans.Membership": "one role, replaced whole",
    "plans.Autosave": "one person's own, replaced whole",
    "plans.Lease": "one person's own, pushed on",
    "plans.Override": "given once; taken back, never edited",
    "outcomes.NeedCitation": "a link, made and unmade with its need",
    "outcomes.OutcomeCitation": "a link, made and unmade with its outcome",
    "outcomes.IndicatorCitation": "a link, made and unmade with its indicator",
    "outcomes.ItemSuccession": "the trace of a merge or a split, made once",
    "outcomes.Framework": "loaded from its publisher's list",
    "outcomes.FrameworkGoal": "as its framework",
    "outcomes.LibraryEntry": "a name; what it says is in its versions",
    "outcomes.LibraryVersion": "a change is another version",
    "outcomes.Reminder": "noted once",
    "procurement.ContributionCitation": "a link, made and unmade with its contribution",
    "outcomes.OutcomeNeed": "a link, made and unmade with its outcome",
    "outcomes.OutcomeIndicator": "a link, made and unmade with its outcome",
    "outcomes.NeedPlace": "a link, made and unmade with its need",
    "outcomes.OutcomeGoal": "a link, made and unmade with its outcome",
    "procurement.EqualityImpactEvidence": "a link, made and unmade with its impact",
    "procurement.TheoryArrowEvidence": "a link, made and unmade with its arrow",
    "outcomes.MethodBreak": "noted once",
    "outcomes.Observation": "a revision is another row",
    "publication.Edition": "append-only",
    "publication.Rendering": "made once by a worker",
    "publication.Withdrawal": "append-only",
}
# Rows that belong to a plan and may be read without naming it, each with the reason.
PUBLIC = {
    "plans.Plan": "the scope itself: drafts take the word `Plan.drafts`",
    "publication.Edition": "published for everybody, for ever",
    "publication.Rendering": "as its edition",
    "publication.Withdrawal": "read by everybody in the place of its edition",
}


def name_of(model: type[models.Model]) -> str:
    return model._meta.label


def relations(model: type[models.Model]) -> Iterator[tuple[str, type[models.Model]]]:
    meta = model._meta
    for field in (*meta.local_fields, *meta.local_many_to_many):
        if field.is_relation and isinstance(field.related_model, type):
            yield field.name, field.related_model
    yield from ((parent._meta.label, parent) for parent in meta.parents)


def test_every_room_is_an_app_in_its_place() -> None:
    assert set(WORK) == set(STOREY)
    assert len(MODELS) > 20, "the models were found"


@pytest.mark.parametrize("model", MODELS, ids=name_of)
def test_a_row_points_only_to_its_own_room_or_a_lower_one(model: type[models.Model]) -> None:
    upwards = {
        field: target._meta.label
        for field, target in relations(model)
        if STOREY.get(target._meta.app_label, len(STOREY)) < STOREY[model._meta.app_label]
    }

    assert upwards == {}


@pytest.mark.parametrize("model", MODELS, ids=name_of)
def test_no_row_points_to_just_anything(model: type[models.Model]) -> None:
    generic = [field.name for field in model._meta.private_fields]
    to_content_types = [
        field for field, target in relations(model) if target._meta.app_label == "contenttypes"
    ]

    assert (generic, to_content_types) == ([], [])


@pytest.mark.parametrize("room", ROOMS, ids=lambda room: room.label)
def test_a_room_has_only_modules_with_known_names(room: AppConfig) -> None:
    names = {
        entry.stem
        for entry in Path(room.path).iterdir()
        if entry.suffix == ".py" or (entry / "__init__.py").exists()
    }

    assert names - EVERYWHERE - WORK[room.label] - {"__init__"} == set()


def sources() -> Iterator[Path]:
    folders = {Path(room.path) for room in ROOMS if "." not in room.name} | {BASE / "scp"}
    return (path for folder in folders for path in folder.rglob("*.py"))


def imported(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def test_no_room_speaks_by_signals() -> None:
    signals = ("django.db.models.signals", "django.dispatch", "django.db.backends.signals")
    found = [
        (str(path.relative_to(BASE)), name)
        for path in sources()
        for name in imported(path)
        if name.startswith(signals)
    ]

    assert found == []


def test_no_function_of_ours_hears_a_signal_of_the_models() -> None:
    """Also by way of a library's decorator, which the imports would not show."""
    from django.db.models import signals

    heard = [
        receiver
        for signal in vars(signals).values()
        if isinstance(signal, signals.ModelSignal)
        for _key, receiver, *_rest in signal.receivers
        if _module(receiver).split(".")[0] in {"scp", "outcomes", "procurement", "stakeholders"}
    ]

    assert heard == []


def _module(receiver: Any) -> str:
    function = (
        receiver() if type(receiver).__name__ in {"WeakMethod", "ReferenceType"} else receiver
    )
    return str(getattr(function, "__module__", ""))


def reaches_plan(model: type[models.Model], seen: frozenset[type] = frozenset()) -> bool:
    if model is Plan:
        return True
    targets = (target for _name, target in relations(model) if target not in seen | {model})
    return any(reaches_plan(target, seen | {model}) for target in targets)


OF_A_PLAN = [model for model in MODELS if reaches_plan(model) and name_of(model) not in PUBLIC]


def test_the_items_of_a_plan_are_all_among_what_needs_a_scope() -> None:
    assert {model for model in MODELS if issubclass(model, PlanItem)} <= set(OF_A_PLAN)
    assert PUBLIC.keys() <= {name_of(model) for model in MODELS}


@pytest.mark.parametrize("model", OF_A_PLAN, ids=name_of)
def test_a_query_that_names_no_plan_raises(model: type[models.Model]) -> None:
    managers = model._meta.managers
    assert managers, "the model has a manager that can be asked"

    for manager in managers:
        with pytest.raises(ScopeError):
            manager.count()


def test_what_people_edit_has_a_version_and_what_has_none_says_why() -> None:
    without = {
        name_of(model)
        for model in MODELS
        if not issubclass(model, Editable | Recorded)  # a history is never edited
    }

    assert without - API_ROWS == NOT_EDITABLE.keys()


# The records of the API (clients, idempotency) are its own affair and never edited on a page.
API_ROWS = {name_of(model) for model in MODELS if model._meta.app_label == "api"}


@pytest.mark.parametrize(
    "model", [model for model in MODELS if issubclass(model, Editable)], ids=name_of
)
def test_a_version_is_counted_and_not_typed(model: type[Editable]) -> None:
    version = model._meta.get_field("version")

    assert (version.default, version.editable, version.null) == (1, False, False)
    assert "save" not in vars(model), "`revise` is the one way to change it"


def test_no_two_kinds_of_item_share_the_letters_of_their_reference() -> None:
    prefixes = [model.REFERENCE_PREFIX for model in MODELS if issubclass(model, PlanItem)]

    assert len(prefixes) == len(set(prefixes))


def test_the_rest_framework_and_the_pdf_engine_are_where_they_belong() -> None:
    """The import linter's contracts say the same; this one also sees imports inside functions."""
    strays = [
        (str(path.relative_to(BASE)), name)
        for path in sources()
        for name in imported(path)
        if (
            name.split(".")[0] in {"rest_framework", "drf_spectacular"}
            and not path.is_relative_to(BASE / "scp" / "api")
        )
        or (
            name.split(".")[0] == "weasyprint"
            and path != BASE / "scp" / "publication" / "rendering.py"
        )
    ]

    assert strays == []
