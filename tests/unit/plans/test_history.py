"""The history of items: every state is kept, whoever changed it and how, and stays as it was."""

import datetime as dt
import importlib
from decimal import Decimal
from typing import Any

import pghistory
import pytest
from django.apps import apps
from django.db import IntegrityError, connection, models, transaction

from outcomes.actions import needs, targets
from outcomes.models import Need, NeedCitation, NeedPlace
from scp.accounts.models import User
from scp.core.audit import Command
from scp.core.errors import StaleVersion
from scp.core.models import AuditEvent
from scp.plans import history, items
from scp.plans.actions import sections
from scp.plans.models import Plan, PlanItem, Recorded
from tests.factories.accounts import OfficerFactory
from tests.factories.outcomes import EvidenceFactory, IndicatorFactory, NeedFactory
from tests.factories.places import PlaceFactory
from tests.factories.plans import PlanFactory, SectionFactory

pytestmark = pytest.mark.django_db

EVENTS: list[Any] = pghistory.core.event_models()
HISTORY_BEGINS = (
    ("outcomes", "0005_history_of_items"),
    ("plans", "0003_history_of_items"),
    ("procurement", "0003_history_of_items"),
    ("stakeholders", "0002_history_of_items"),
)


@pytest.fixture
def trafford(db: None) -> Plan:
    return PlanFactory(slug="trafford")


@pytest.fixture
def mira(db: None) -> User:
    return OfficerFactory(name="Mira Shah")


def event_model(model: type[models.Model]) -> Any:
    return apps.get_model(model._meta.app_label, f"{model.__name__}Event")


def states(item: models.Model) -> list[Any]:
    return list(event_model(type(item))._base_manager.filter(id=item.pk).order_by("pgh_id"))


def sql(statement: str, *parameters: Any) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)


def by_hand(statement: str, *parameters: Any) -> None:
    """As somebody would in psql: in a transaction of their own that says nothing of itself."""
    sql("SELECT set_config('pghistory.context_id', '', true)")
    sql("SELECT set_config('pghistory.context_metadata', '', true)")
    sql(statement, *parameters)


class TestWhatIsKept:
    def test_every_kind_of_item_has_a_history(self) -> None:
        kinds = {model for model in apps.get_models() if issubclass(model, PlanItem)}

        assert kinds <= {event.pgh_tracked_model for event in EVENTS}
        assert len(kinds) > 15

    def test_every_table_that_links_an_item_has_one_too(self) -> None:
        """Rows without a life of their own that hang on an item. What is listed has its reason."""
        no_link = {
            "Observation": "append-only: a revision is another row",
            "Disposition": "an answer to what was said, with versions of its own",
            "ItemSuccession": "made once",
            "CallInStep": "append-only",
        }
        tracked = {event.pgh_tracked_model._meta.db_table for event in EVENTS}
        hanging = {
            model._meta.db_table
            for model in apps.get_models(include_auto_created=True)
            if not issubclass(model, PlanItem | Recorded)
            and model.__name__ not in no_link
            and any(
                isinstance(field, models.ForeignKey)
                and issubclass(field.remote_field.model, PlanItem)
                for field in model._meta.concrete_fields
            )
        }

        assert hanging <= tracked
        assert "outcomes_need_places" in hanging

    @pytest.mark.parametrize("event", EVENTS, ids=lambda event: event.__name__)
    def test_a_history_keeps_every_column_of_its_rows(self, event: Any) -> None:
        kept = {field.column for field in event._meta.concrete_fields}
        columns = {field.column for field in event.pgh_tracked_model._meta.concrete_fields}

        assert columns <= kept
        assert issubclass(event, Recorded)

    def test_of_what_an_action_does_it_keeps_the_state_who_and_why(
        self, trafford: Plan, mira: User
    ) -> None:
        section = sections.add(plan=trafford, kind="scope", title="Place", body="Here", by=mira)
        with history.because("The boundary moved in April"):
            sections.revise(section=section, seen_version=1, body="There", by=mira)

        first, second = states(section)
        assert (first.pgh_label, first.version, first.body) == ("insert", 1, "Here")
        assert (second.pgh_label, second.version, second.body) == ("update", 2, "There")
        assert first.pgh_context == {
            "verb": "section.added",
            "by": mira.audit_label(),
            "user": str(mira.pk),
            "reason": "",
        }
        assert second.pgh_context["verb"] == "section.revised"
        assert second.pgh_context["reason"] == "The boundary moved in April"
        assert first.pgh_context_id != second.pgh_context_id
        assert first.pgh_created_at < second.pgh_created_at

    def test_a_command_is_named_and_nobody_is_the_system(self, trafford: Plan) -> None:
        section = SectionFactory(plan=trafford)

        items.revise(
            section, verb="x", seen_version=1, by=Command("import_x"), values={"title": "A"}
        )
        items.revise(section, verb="x", seen_version=2, by=None, values={"title": "B"})

        assert [state.pgh_context["by"] for state in states(section)[1:]] == [
            "command import_x",
            "system",
        ]

    def test_links_made_and_unmade_are_of_the_same_act_as_their_item(
        self, trafford: Plan, mira: User
    ) -> None:
        old, new = EvidenceFactory(plan=trafford), EvidenceFactory(plan=trafford)
        need = needs.identify(plan=trafford, statement="S", who="W", supported_by=[old], by=mira)
        needs.revise(need=need, seen_version=1, supported_by=[new], by=mira)

        kept = event_model(NeedCitation)._base_manager.filter(need_id=need.pk).order_by("pgh_id")
        assert [(row.pgh_label, row.evidence_id) for row in kept] == [
            ("insert", old.pk),
            ("delete", old.pk),
            ("insert", new.pk),
        ]
        added, revised = states(need)
        acts = [row.pgh_context_id for row in kept]
        assert acts == [added.pgh_context_id, revised.pgh_context_id, revised.pgh_context_id]

    def test_also_those_of_tables_that_django_makes(self, trafford: Plan) -> None:
        need, place = NeedFactory(plan=trafford), PlaceFactory()

        need.places.add(place)
        need.places.clear()

        kept = event_model(NeedPlace)._base_manager.filter(need_id=need.pk).order_by("pgh_id")
        assert [(row.pgh_label, row.place_id) for row in kept] == [
            ("insert", place.pk),
            ("delete", place.pk),
        ]

    def test_a_bulk_update_is_in_the_history_of_each_row(self, trafford: Plan) -> None:
        rows = [NeedFactory(plan=trafford, who="Families") for _ in range(3)]

        Need._base_manager.filter(plan=trafford).update(who="Households")

        for need in rows:
            assert [state.who for state in states(need)] == ["Families", "Households"]

    def test_a_change_by_hand_is_in_it_and_nobody_is_made_up_for_it(
        self, trafford: Plan, mira: User
    ) -> None:
        section = sections.add(plan=trafford, kind="scope", title="Place", by=mira)

        by_hand("UPDATE plans_section SET title = 'Area' WHERE id = %s", section.pk)

        last = states(section)[-1]
        assert (last.title, last.version) == ("Area", 1)
        assert (last.pgh_context, last.pgh_context_id) == (None, None)

    def test_a_row_deleted_by_hand_is_kept_as_it_last_was(self, trafford: Plan) -> None:
        section = SectionFactory(plan=trafford, title="Place")

        by_hand("DELETE FROM plans_section WHERE id = %s", section.pk)

        assert [(state.pgh_label, state.title) for state in states(section)] == [
            ("insert", "Place"),
            ("delete", "Place"),
        ]

    def test_a_write_that_changes_nothing_leaves_no_state(self, trafford: Plan) -> None:
        section = SectionFactory(plan=trafford)

        sql("UPDATE plans_section SET title = title WHERE id = %s", section.pk)

        assert len(states(section)) == 1

    def test_what_is_rolled_back_did_not_happen(self, trafford: Plan, mira: User) -> None:
        section = SectionFactory(plan=trafford)

        with transaction.atomic():
            sections.revise(section=section, seen_version=1, title="Elsewhere", by=mira)
            transaction.set_rollback(True)
        sql("UPDATE plans_section SET title = 'After' WHERE id = %s", section.pk)

        last = states(section)[-1]
        assert (len(states(section)), last.title, last.pgh_context) == (2, "After", None)

    def test_the_trail_says_which_version_an_act_made_and_why(
        self, trafford: Plan, mira: User
    ) -> None:
        section = SectionFactory(plan=trafford)

        with history.because("  Asked for by the board \n"):
            sections.revise(section=section, seen_version=1, title="Our place", by=mira)
        sections.remove(section=section, seen_version=2, by=mira)

        revised, removed = AuditEvent.objects.order_by("sequence")
        assert (revised.data["version"], revised.data["reason"]) == (2, "Asked for by the board")
        assert removed.data == {"version": 3}

    def test_a_reason_holds_for_what_is_inside_and_no_longer(self) -> None:
        with history.because("One"):
            with pytest.raises(StaleVersion), history.because("Two"):
                raise StaleVersion(None)
            assert history.reason_given() == "One"

        assert history.reason_given() == ""


class TestThatItStays:
    @pytest.mark.parametrize("event", EVENTS, ids=lambda event: event.__name__)
    @pytest.mark.parametrize(
        "statement",
        [
            "UPDATE {table} SET pgh_label = 'x'",
            "DELETE FROM {table}",
            "TRUNCATE {table}",
        ],
        ids=lambda statement: statement.split()[0].lower(),
    )
    def test_the_database_refuses_to_change_it(self, event: Any, statement: str) -> None:
        table = event._meta.db_table
        with connection.cursor() as cursor:
            # A trigger of a row fires for a row: one is put there, whatever it says.
            cursor.execute("SET LOCAL session_replication_role = replica")
            cursor.execute(
                f"ALTER TABLE {table} "
                + ", ".join(
                    f'ALTER "{field.column}" DROP NOT NULL'
                    for field in event._meta.concrete_fields
                    if not field.primary_key and not field.null
                )
            )
            cursor.execute(f"INSERT INTO {table} DEFAULT VALUES")
            cursor.execute("SET LOCAL session_replication_role = origin")

        with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
            sql(statement.format(table=table))

    def test_it_outlives_what_it_speaks_of(self, trafford: Plan, mira: User) -> None:
        indicator = IndicatorFactory(plan=trafford)
        target = targets.set_point(
            indicator=indicator, due_on=dt.date(2029, 3, 31), value=Decimal(60), by=mira
        )
        key = target.pk

        Plan.drafts.filter(pk=trafford.pk).delete()

        left = event_model(type(target))._base_manager.filter(id=key).order_by("pgh_id")
        assert [state.pgh_label for state in left] == ["insert", "delete"]


class TestWhereHistoryBegins:
    @pytest.mark.parametrize(("app", "name"), HISTORY_BEGINS)
    def test_rows_that_were_there_before_get_a_first_state(self, app: str, name: str) -> None:
        """The operation of the migration, run again over rows whose history is put aside."""
        need = NeedFactory(evidence=[EvidenceFactory()])
        section = SectionFactory(plan=need.plan)
        module = importlib.import_module(f"{apps.get_app_config(app).name}.migrations.{name}")
        begin = next(
            step for step in module.Migration.operations if type(step).__name__ == "RunPython"
        )
        counts = {event: event._base_manager.count() for event in EVENTS}

        with connection.schema_editor() as editor:
            begin.code(apps, editor)

        for event in EVENTS:
            rows = event.pgh_tracked_model._base_manager.count()
            added = rows if event._meta.app_label == app else 0
            assert event._base_manager.count() == counts[event] + added
        subject: Any = {"outcomes": need, "plans": section}.get(app)
        if subject:
            first, again = states(subject)
            assert (again.pgh_label, again.pgh_context) == ("insert", None)
            same = [f.name for f in type(subject)._meta.concrete_fields]
            assert all(getattr(first, name) == getattr(again, name) for name in same)
