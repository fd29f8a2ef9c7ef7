"""The page of an item's history, and the way back to what it was."""

import re
from html import unescape
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django_scopes import scope

from outcomes.actions import needs, outcomes
from outcomes.models import Need, NeedCitation, OutcomeNeed
from scp.core.audit import verify
from scp.core.errors import InvalidInput, PolicyRefused, StaleVersion
from scp.core.models import AuditEvent
from scp.plans import history, items
from scp.plans.actions import sections
from scp.plans.choices import Status
from scp.plans.history import reading
from scp.plans.history.states import told_fields
from scp.plans.models import PlanItem
from scp.plans.views.history import ACTS_A_PAGE, labels_of
from tests.factories.outcomes import (
    EvidenceFactory,
    IndicatorFactory,
    NeedFactory,
    OutcomeFactory,
    TargetFactory,
)
from tests.factories.places import PlaceFactory
from tests.factories.plans import Cast, PlanFactory, SectionFactory, cast_of
from tests.factories.procurement import PieceFactory, PortfolioFactory
from tests.unit.plans.kinds import CASES, KindCase

pytestmark = pytest.mark.django_db

ALL = pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
NOBODY = "Nobody is named: it was changed in the database itself"


@pytest.fixture
def cast(db: None) -> Cast:
    return cast_of(PlanFactory(slug="trafford"))


@pytest.fixture
def lead(cast: Cast) -> Client:
    return signed_in(cast.lead)


def signed_in(person: Any) -> Client:
    client = Client()
    client.force_login(person)
    return client


def text_of(page: Any) -> str:
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", page.content.decode())).split())


def acts_on(page: Any) -> list[str]:
    """Each act of the page, as text."""
    found = re.findall(
        r'<li class="scp-history__act">(.*?)</li>\s*(?=<li class|</ol>)',
        page.content.decode(),
        re.S,
    )
    return [" ".join(unescape(re.sub(r"<[^>]+>", " ", one)).split()) for one in found]


def history_url(kind: Any, item: PlanItem) -> str:
    return reverse(f"draft-{kind.noun}-history", args=[item.plan.slug, item.reference])


def need_history(need: Need) -> str:
    return reverse("draft-need-history", args=["trafford", need.reference])


def restore_url(noun: str, item: PlanItem, state: Any) -> str:
    return reverse(f"draft-{noun}-restore", args=["trafford", item.reference, state.pgh_id])


def states(item: PlanItem) -> list[Any]:
    events: Any = type(item).pgh_event_model  # type: ignore[attr-defined]
    return list(events._base_manager.filter(pgh_obj_id=item.pk).order_by("pgh_id"))


def by_hand(statement: str, *parameters: Any) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('pghistory.context_id', '', true)")
        cursor.execute("SELECT set_config('pghistory.context_metadata', '', true)")
        cursor.execute(statement, parameters)


class TestReading:
    def test_it_tells_who_when_what_and_why_the_latest_first(
        self, cast: Cast, lead: Client
    ) -> None:
        need = needs.identify(
            plan=cast.plan, statement="Families need help", who="Families", by=cast.commissioner
        )
        with history.because("Carers said <b>so</b>"):
            needs.revise(need=need, seen_version=1, statement="Carers need help", by=cast.lead)

        page = lead.get(need_history(need))

        changed, added = acts_on(page)
        assert changed.startswith("Changed ")
        assert str(cast.lead) in changed
        assert "Why: Carers said <b>so</b>" in changed
        assert "<b>so</b>" not in page.content.decode()
        assert "was Families now Carers need help" in changed
        assert added.startswith("Added ")
        assert str(cast.commissioner) in added
        assert "now" not in added, "all of it is new"
        assert "Families need help" in added
        assert f'<time datetime="{states(need)[1].pgh_created_at.isoformat()}">' in (
            page.content.decode()
        )

    def test_each_act_names_its_event_of_the_audit_trail(self, cast: Cast, lead: Client) -> None:
        need = needs.identify(plan=cast.plan, statement="S", who="W", by=cast.lead)
        needs.revise(need=need, seen_version=1, who="V", by=cast.lead)
        by_hand("UPDATE outcomes_need SET who = 'U' WHERE id = %s", need.pk)

        past_the_product, changed, added = acts_on(lead.get(need_history(need)))

        numbers = {event.action: event.sequence for event in AuditEvent.objects.all()}
        assert f"(no. {numbers['need.revised']} of the audit trail)" in changed
        assert f"(no. {numbers['need.identified']} of the audit trail)" in added
        assert NOBODY in past_the_product
        assert "audit trail" not in past_the_product
        assert "was V now U" in past_the_product

    def test_fields_are_called_and_shown_as_on_the_form(self, cast: Cast, lead: Client) -> None:
        target = TargetFactory(indicator=IndicatorFactory(plan=cast.plan), value=60, note="")
        piece = PieceFactory(plan=cast.plan, portfolio=PortfolioFactory(plan=cast.plan))
        other = PortfolioFactory(plan=cast.plan, title="Early help")
        items.revise(target, verb="x", seen_version=1, by=cast.lead, values={"value": 62})
        items.revise(
            piece,
            verb="x",
            seen_version=1,
            by=cast.lead,
            values={"portfolio": other, "state": "mobilising"},
        )
        need = NeedFactory(plan=cast.plan, source_kinds=["statistic"])
        items.revise(
            need,
            verb="x",
            seen_version=1,
            by=cast.lead,
            values={
                "source_kinds": ["statistic", "citizen_voice"],
                "owner_user": cast.commissioner,
            },
        )

        told = [
            acts_on(lead.get(reverse(f"draft-{noun}-history", args=["trafford", row.reference])))[0]
            for noun, row in (("target", target), ("piece", piece), ("need", need))
        ]
        assert "was 60 now 62" in told[0]
        assert f"now {other}" in told[1]
        assert f"was {piece.reference}" not in told[1]
        assert "mobilising" not in told[1], "the label and not the code"
        assert "now Official statistic; Citizen or lived experience" in told[2]
        assert str(cast.commissioner) in told[2]

    def test_links_made_and_unmade_are_told_with_their_act(self, cast: Cast, lead: Client) -> None:
        old, new = EvidenceFactory(plan=cast.plan), EvidenceFactory(plan=cast.plan)
        need = needs.identify(
            plan=cast.plan, statement="S", who="W", supported_by=[old], by=cast.lead
        )
        needs.revise(need=need, seen_version=1, supported_by=[new], by=cast.lead)

        changed, added = acts_on(lead.get(need_history(need)))

        assert f"Linked {old} (Supports)" in added
        assert f"Linked {new} (Supports)" in changed
        assert f"No longer linked {old} (Supports)" in changed

    def test_links_taken_away_and_made_again_in_one_act_are_no_news(
        self, cast: Cast, lead: Client
    ) -> None:
        evidence = EvidenceFactory(plan=cast.plan)
        need = needs.identify(
            plan=cast.plan, statement="S", who="W", supported_by=[evidence], by=cast.lead
        )
        history.begin_act(verb="x", by=cast.lead)
        NeedCitation._base_manager.filter(need=need).delete()
        NeedCitation._base_manager.create(need=need, evidence=evidence)

        latest = acts_on(lead.get(need_history(need)))[0]

        assert latest.startswith("Links changed")
        assert "No longer linked" not in latest

    def test_links_changed_by_hand_are_an_act_of_their_own(self, cast: Cast, lead: Client) -> None:
        need, place = NeedFactory(plan=cast.plan), PlaceFactory(name="Sale")
        by_hand(
            "INSERT INTO outcomes_need_places (need_id, place_id) VALUES (%s, %s)",
            need.pk,
            place.pk,
        )

        latest = acts_on(lead.get(need_history(need)))[0]

        assert latest.startswith("Links changed")
        assert NOBODY in latest
        assert f"Linked {place}" in latest

    def test_what_is_no_longer_there_is_said_to_be_gone(self, cast: Cast, lead: Client) -> None:
        need, evidence = NeedFactory(plan=cast.plan), EvidenceFactory(plan=cast.plan)
        needs.revise(need=need, seen_version=1, supported_by=[evidence], by=cast.lead)
        by_hand("DELETE FROM outcomes_needcitation")
        type(evidence)._base_manager.filter(pk=evidence.pk).delete()

        assert "(no longer there)" in text_of(lead.get(need_history(need)))

    def test_a_removal_and_a_return_are_told_by_these_words(self, cast: Cast, lead: Client) -> None:
        section = sections.add(plan=cast.plan, kind="scope", title="Place", by=cast.lead)
        sections.remove(section=section, seen_version=1, by=cast.lead)
        put_back(cast, section)

        page = lead.get(reverse("draft-section-history", args=["trafford", section.reference]))

        assert [act.split(" 2")[0].rsplit(" ", 1)[0] for act in acts_on(page)][2].startswith(
            "Added"
        )
        assert acts_on(page)[0].startswith("Put back")
        assert acts_on(page)[1].startswith("Removed from the plan")

    def test_it_is_paged_and_each_act_is_on_one_page(self, cast: Cast, lead: Client) -> None:
        section = SectionFactory(plan=cast.plan, kind="scope", title="Title 0")
        for number in range(1, 2 * ACTS_A_PAGE + 2):
            sections.revise(
                section=section, seen_version=number, title=f"Title {number}", by=cast.lead
            )
        address = reverse("draft-section-history", args=["trafford", section.reference])

        pages = [acts_on(lead.get(f"{address}?page={number}")) for number in (1, 2, 3)]

        assert [len(page) for page in pages] == [ACTS_A_PAGE, ACTS_A_PAGE, 2]
        latest = 2 * ACTS_A_PAGE + 1
        assert f"was {latest - 1} now {latest}" in pages[0][0]
        # The first of a page is told against the last of the one before.
        border = latest - ACTS_A_PAGE
        assert f"was {border - 1} now {border}" in pages[1][0]

    def test_it_asks_no_more_of_a_long_history_than_of_a_short_one(
        self, cast: Cast, django_assert_num_queries: Any
    ) -> None:
        evidence = [EvidenceFactory(plan=cast.plan) for _ in range(4)]
        need = needs.identify(plan=cast.plan, statement="S", who="W", by=cast.lead)
        counts = []
        for rounds in (1, 8):
            for number in range(rounds):
                needs.revise(
                    need=need,
                    seen_version=need.version,
                    who=f"Who {number}",
                    supported_by=evidence[: number % 3 + 1],
                    by=cast.lead,
                )
            with CountQueries() as counted:
                reading.acts(need, reading.keys(need), {})
            counts.append(counted.number)

        assert counts[0] == counts[1] <= 8

    @ALL
    def test_every_kind_has_one_that_every_member_may_read(
        self, case: KindCase, cast: Cast
    ) -> None:
        item = case.item(cast.plan, **{case.words: "As it began"})
        items.revise(
            item, verb="x", seen_version=1, by=cast.lead, values={case.words: "As it went on"}
        )

        for person in (cast.viewer, cast.lead):
            told = acts_on(signed_in(person).get(history_url(case.kind, item)))
            assert [act.split()[0] for act in told] == ["Changed", "Added"]
            assert "As it began" in told[1]
        assert signed_in(cast.outsider).get(history_url(case.kind, item)).status_code == 404
        assert Client().get(history_url(case.kind, item)).status_code == 302

    def test_what_two_places_call_alike_is_not_mixed(self, cast: Cast, lead: Client) -> None:
        ours, theirs = NeedFactory(plan=cast.plan), NeedFactory(plan=PlanFactory())
        Need._base_manager.filter(pk=theirs.pk).update(who="A secret of another place")

        assert theirs.reference == ours.reference
        assert "secret" not in text_of(lead.get(need_history(ours)))


class CountQueries:
    """How many queries are asked inside."""

    def __enter__(self) -> "CountQueries":
        self.number = 0
        self._hook = connection.execute_wrapper(self._count)
        self._hook.__enter__()
        return self

    def __exit__(self, *error: Any) -> None:
        self._hook.__exit__(*error)

    def _count(self, execute: Any, *arguments: Any) -> Any:
        self.number += 1
        return execute(*arguments)


def put_back(cast: Cast, item: Any, state: Any = None, **more: Any) -> list[str]:
    return items.restore(
        item,
        verb="x.restored",
        state=state or states(item)[-1],
        seen_version=item.version,
        by=cast.lead,
        **more,
    )


class TestRestoring:
    def test_an_earlier_version_comes_back_as_a_new_one(self, cast: Cast, lead: Client) -> None:
        need = needs.identify(plan=cast.plan, statement="The first", who="W", by=cast.lead)
        needs.revise(need=need, seen_version=1, statement="The second", by=cast.lead)
        first = states(need)[0]
        assert "Restore this version" in text_of(lead.get(need_history(need)))

        asked = lead.get(restore_url("need", need, first))
        assert "was second now first" in text_of(asked)
        page = lead.post(
            restore_url("need", need, first),
            {"version": "2", "change_reason": "It said more"},
            follow=True,
        )

        assert "N1 restored." in text_of(page)
        need = Need._base_manager.get(pk=need.pk)
        assert (need.statement, need.version) == ("The first", 3)
        event = AuditEvent.objects.get(action="need.restored")
        assert event.data == {
            "version": 3,
            "restored": 1,
            "put_back": False,
            "changed": {"statement": ["The second", "The first"]},
            "left_out": [],
            "reason": "It said more",
        }
        assert list(verify()) == []
        assert acts_on(lead.get(need_history(need)))[0].startswith("An earlier version restored")

    @ALL
    def test_what_was_removed_can_be_put_back(self, case: KindCase, cast: Cast) -> None:
        lead, item = signed_in(cast.lead), case.item(cast.plan)
        remove = reverse(f"draft-{case.kind.noun}-remove", args=["trafford", item.reference])
        assert lead.post(remove, {"version": "1"}).status_code == 302
        removed = lead.get(case.kind.removed_url("trafford"))
        assert history_url(case.kind, item) in removed.content.decode()
        offer = lead.get(history_url(case.kind, item)).content.decode()
        back = re.search(r'href="([^"]+/restore/)"[^>]*>\s*Put back', offer)
        assert back

        assert lead.get(back[1]).status_code == 200
        page = lead.post(back[1], {"version": "2"}, follow=True)

        assert page.status_code == 200
        assert f"{item.reference} put back." in text_of(page)
        row = case.kind.model._base_manager.get(pk=item.pk)
        assert (row.removed_at, row.version) == (None, 3)
        assert AuditEvent.objects.latest("pk").action == f"{case.kind.noun}.restored"
        assert AuditEvent.objects.latest("pk").data["put_back"] is True

    def test_links_come_back_and_what_is_gone_is_left_out_and_said(
        self, cast: Cast, lead: Client
    ) -> None:
        stays, goes = NeedFactory(plan=cast.plan), NeedFactory(plan=cast.plan)
        later = NeedFactory(plan=cast.plan)
        with scope(plan=cast.plan):
            outcome = outcomes.propose(
                plan=cast.plan, statement="S", theme="social", needs=[stays, goes], by=cast.lead
            )
            with_links = states(outcome)[-1]
            outcomes.revise(outcome=outcome, seen_version=1, needs=[later], by=cast.lead)
        needs.remove(need=goes, seen_version=1, by=cast.lead)

        page = lead.post(restore_url("outcome", outcome, with_links), {"version": "2"}, follow=True)

        linked = OutcomeNeed._base_manager.filter(outcome=outcome).values_list("need", flat=True)
        assert list(linked) == [stays.pk]
        assert f"Left out, because it is not in the plan any more: {goes}." in text_of(page)
        event = AuditEvent.objects.get(action="outcome.restored")
        assert event.data["left_out"] == [str(goes)]

    def test_citations_come_back_with_their_relation_and_page(self, cast: Cast) -> None:
        evidence = EvidenceFactory(plan=cast.plan)
        need = NeedFactory(plan=cast.plan)
        history.begin_act(verb="x", by=cast.lead)
        items.revise(need, verb="x", seen_version=1, by=cast.lead, values={"who": "Carers"})
        NeedCitation._base_manager.create(
            need=need, evidence=evidence, relation="contradicts", locator="page 3"
        )
        cited = states(need)[-1]
        needs.revise(need=need, seen_version=2, contradicted_by=[], by=cast.lead)
        assert not NeedCitation._base_manager.exists()

        assert put_back(cast, need, cited) == []

        row = NeedCitation._base_manager.get()
        assert (row.evidence, row.relation, row.locator) == (evidence, "contradicts", "page 3")

    def test_a_link_that_stayed_is_not_made_again(self, cast: Cast) -> None:
        evidence = EvidenceFactory(plan=cast.plan)
        need = needs.identify(
            plan=cast.plan, statement="S", who="W", supported_by=[evidence], by=cast.lead
        )
        kept = NeedCitation._base_manager.get()
        needs.revise(need=need, seen_version=1, who="V", by=cast.lead)

        put_back(cast, need, states(need)[0])

        assert NeedCitation._base_manager.get().pk == kept.pk

    def test_method_breaks_noted_since_stay(self, cast: Cast) -> None:
        indicator = IndicatorFactory(plan=cast.plan)
        first = states(indicator)[0]
        indicator.method_breaks.model._base_manager.create(
            indicator=indicator, on="2021-09-01", note="Counted by residence"
        )

        put_back(cast, indicator, first)

        assert indicator.method_breaks.model._base_manager.filter(indicator=indicator).exists()

    def test_what_hangs_on_something_removed_waits_for_it(self, cast: Cast, lead: Client) -> None:
        target = TargetFactory(indicator=IndicatorFactory(plan=cast.plan))
        for row in (target, target.indicator):
            items.remove(row, verb="x", seen_version=1, by=cast.lead)
        back = restore_url("target", target, states(target)[-1])

        page = lead.post(back, {"version": "2"})

        assert page.status_code == 422
        words = f"{target.indicator} is not in the plan any more. Put it back first."
        assert words in text_of(page)
        put_back(cast, target.indicator)
        assert lead.post(back, {"version": "2"}).status_code == 302

    def test_a_pointer_that_may_be_empty_is_left_empty_and_said(self, cast: Cast) -> None:
        need = NeedFactory(plan=cast.plan, owner_user=cast.commissioner)
        first = states(need)[0]
        Need._base_manager.filter(pk=need.pk).update(owner_user=None)
        gone = str(cast.commissioner.pk)
        type(cast.commissioner).objects.filter(pk=gone).delete()

        assert put_back(cast, need, first) == ["(no longer there)"]
        assert Need._base_manager.get(pk=need.pk).owner_user is None

    def test_one_whose_place_is_taken_is_refused(self, cast: Cast, lead: Client) -> None:
        vision = SectionFactory(plan=cast.plan, kind="vision")
        items.remove(vision, verb="x", seen_version=1, by=cast.lead)
        SectionFactory(plan=cast.plan, kind="vision")

        page = lead.post(restore_url("section", vision, states(vision)[-1]), {"version": "2"})

        assert page.status_code == 422
        assert "The plan already has one like this." in text_of(page)
        assert type(vision)._base_manager.get(pk=vision.pk).removed_at is not None

    def test_one_that_fits_no_longer_is_refused(self, cast: Cast) -> None:
        """A rule of the database that is younger than the state."""
        section = SectionFactory(plan=cast.plan, kind="scope", title="Old")
        first = states(section)[0]
        items.revise(section, verb="x", seen_version=1, by=cast.lead, values={"title": "New"})
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            cursor.execute("ALTER TABLE plans_section ADD CHECK (title <> 'Old') NOT VALID")

        with pytest.raises(InvalidInput, match="does not fit"):
            put_back(cast, section, first)

    def test_what_the_room_asks_of_a_row_is_asked_again(self, cast: Cast) -> None:
        section = SectionFactory(plan=cast.plan, kind="scope", title="Old")
        first = states(section)[0]
        items.revise(section, verb="x", seen_version=1, by=cast.lead, values={"title": "New"})

        def refuse(row: Any) -> None:
            assert row.title == "Old", "it sees the row as it would be"
            raise InvalidInput("Not today.")

        with pytest.raises(InvalidInput, match="Not today"):
            put_back(cast, section, first, check=refuse)
        assert type(section)._base_manager.get(pk=section.pk).title == "New"

    def test_who_is_too_late_is_told_and_sees_what_it_would_change_now(
        self, cast: Cast, lead: Client
    ) -> None:
        section = SectionFactory(plan=cast.plan, kind="scope", title="One")
        first = states(section)[0]
        sections.revise(section=section, seen_version=1, title="Two", by=cast.lead)
        sections.revise(section=section, seen_version=2, title="Three", by=cast.commissioner)

        page = lead.post(restore_url("section", section, first), {"version": "2"})

        assert "was changed by someone else" in text_of(page)
        assert "was Three now One" in text_of(page)
        assert 'name="version" value="3"' in page.content.decode()
        with pytest.raises(StaleVersion):
            items.restore(section, verb="x", state=first, seen_version=2, by=cast.lead)

    def test_in_a_plan_that_has_ended_nothing_comes_back(self, cast: Cast) -> None:
        section = SectionFactory(plan=cast.plan)
        cast.plan.status = section.plan.status = Status.WITHDRAWN

        with pytest.raises(PolicyRefused):
            put_back(cast, section)

    def test_a_state_of_another_item_or_none_is_not_found(self, cast: Cast, lead: Client) -> None:
        need, other = NeedFactory(plan=cast.plan), NeedFactory(plan=cast.plan)
        theirs = NeedFactory(plan=PlanFactory())

        for state in (states(other)[0], states(theirs)[0]):
            assert lead.get(restore_url("need", need, state)).status_code == 404
            assert lead.post(restore_url("need", need, state), {"version": "1"}).status_code == 404
        nothing = reverse("draft-need-restore", args=["trafford", need.reference, 10**15])
        assert lead.get(nothing).status_code == 404

    @pytest.mark.parametrize("who", ["viewer", "contributor"])
    def test_who_may_not_edit_is_offered_nothing_and_refused(self, cast: Cast, who: str) -> None:
        need = NeedFactory(plan=cast.plan)
        items.revise(need, verb="x", seen_version=1, by=cast.lead, values={"who": "Carers"})
        person = signed_in(getattr(cast, who))

        assert "Restore this version" not in text_of(person.get(need_history(need)))
        address = restore_url("need", need, states(need)[0])
        assert person.get(address).status_code == 403
        assert person.post(address, {"version": "2"}).status_code == 403
        assert Need._base_manager.get(pk=need.pk).version == 2


class TestWhatWasRemoved:
    def test_is_listed_the_latest_first_and_only_that(self, cast: Cast) -> None:
        first, second = NeedFactory(plan=cast.plan), NeedFactory(plan=cast.plan)
        there = NeedFactory(plan=cast.plan)
        NeedFactory(plan=PlanFactory(), number=77, removed_at=timezone.now())
        for need in (first, second):
            needs.remove(need=need, seen_version=1, by=cast.lead)

        page = signed_in(cast.viewer).get(reverse("draft-needs-removed", args=["trafford"]))

        listed = re.findall(r'<span class="scp-reference">([^<]+)</span>', page.content.decode())
        assert listed == [second.reference, first.reference]
        assert there.reference not in listed

    def test_leads_to_the_other_kinds_also_to_those_without_a_list(
        self, cast: Cast, lead: Client
    ) -> None:
        page = lead.get(reverse("draft-needs-removed", args=["trafford"])).content.decode()

        for case in CASES:
            assert (case.kind.removed_url("trafford") in page) == (case.kind.noun != "need")

    def test_the_list_of_what_is_there_leads_to_it(self, cast: Cast, lead: Client) -> None:
        NeedFactory(plan=cast.plan), OutcomeFactory(plan=cast.plan)

        page = lead.get(reverse("draft-needs", args=["trafford"])).content.decode()

        assert reverse("draft-needs-removed", args=["trafford"]) in page


@ALL
def test_every_field_that_a_history_tells_of_has_a_name_for_readers(case: KindCase) -> None:
    """Else the reader sees the name of a column, in English."""
    names = labels_of(case.kind)
    assert [field.name for field in told_fields(case.kind.model) if field.name not in names] == []
