"""The table of invariants names what exists: findings, constraints, triggers and tests."""

import ast
import re
from functools import cache
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings
from django.db import IntegrityError, connection, transaction

from scp.publication.invariants import INVARIANTS, Part
from scp.publication.models import Edition
from scp.publication.readiness import CHECKS
from tests.factories import content as make
from tests.factories.plans import PlanFactory
from tests.factories.publication import edition_of

BASE: Path = settings.BASE_DIR
ALL = range(1, 21)
HELD = [part for part in INVARIANTS if part.by != "nothing yet"]


@cache
def named_in(path: str) -> frozenset[str]:
    tree = ast.parse((BASE / path).read_text())
    names = (node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef))
    return frozenset(name for name in names if name.startswith("test_"))


def test_every_invariant_of_the_domain_is_in_the_table_in_its_order() -> None:
    numbers = [part.number for part in INVARIANTS]

    assert numbers == sorted(numbers)
    assert set(numbers) == set(ALL)


@pytest.mark.parametrize("part", HELD, ids=lambda part: f"{part.number} {part.says}")
def test_what_holds_a_part_is_tried_by_a_test_that_exists(part: Part) -> None:
    path, _colons, name = part.test.partition("::")

    assert name in named_in(path)


def test_what_nothing_holds_has_neither_names_nor_a_test() -> None:
    for part in INVARIANTS:
        if part.by == "nothing yet":
            assert (part.names, part.test) == ((), ""), part.says


def test_what_a_finding_says_of_the_domain_is_what_the_table_says() -> None:
    """Both ways: a check names the invariant that it is of, and the invariant its checks."""
    told = {
        (int(number), check.code)
        for check in CHECKS
        for numbers in re.findall(r"\(C\.2, ([0-9, and]+)\)", check.find.__doc__ or "")
        for number in re.findall(r"[0-9]+", numbers)
    }
    named = {
        (part.number, code) for part in INVARIANTS if part.by == "finding" for code in part.names
    }

    assert told == named


@pytest.mark.django_db
def test_every_constraint_and_trigger_is_one_of_the_database() -> None:
    named = {name for part in INVARIANTS if part.by == "constraint" for name in part.names}
    constraints = {c.name for model in apps.get_models() for c in model._meta.constraints}
    with connection.cursor() as cursor:
        cursor.execute("SELECT tgname FROM pg_trigger WHERE NOT tgisinternal")
        triggers = {name for (name,) in cursor.fetchall()}

    assert named - constraints - triggers == set()


@pytest.mark.django_db
@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE publication_edition SET reason = 'Another'",
        "DELETE FROM publication_edition",
        "TRUNCATE publication_edition CASCADE",
    ],
)
def test_an_edition_is_changed_by_nobody(statement: str) -> None:
    edition = edition_of(PlanFactory(), make.small())

    with connection.cursor() as cursor:
        # A table with checks that wait for the end of the transaction is not emptied.
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")

    with (
        pytest.raises(IntegrityError, match="immutable"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement)

    assert Edition.objects.get(pk=edition.pk).reason == edition.reason
