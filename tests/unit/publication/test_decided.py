"""What a document says of how its plan is decided on: from the rows, and on the page."""

import datetime as dt
import re
from decimal import Decimal
from typing import Any

import pytest
from django_scopes import scope

from scp.plans.models import Decision, Plan
from scp.publication import content as doc
from scp.publication.assembly import assemble, outline
from scp.publication.content import PlanContent, from_bytes, to_bytes, version_of
from scp.publication.diff import diff
from scp.publication.printing import to_html
from scp.publication.tabular.tables import tables
from tests.factories import content
from tests.factories.governance import (
    CallInStepFactory,
    DecisionFactory,
    RecordedDecisionFactory,
    SignOffFactory,
)
from tests.factories.plans import PlanFactory, SectionFactory


def text_of(page: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", page).split())


@pytest.mark.django_db
class TestFromTheRows:
    @pytest.fixture
    def plan(self) -> Plan:
        made: Plan = PlanFactory()
        return made

    def version(self, plan: Plan) -> str:
        with scope(plan=plan):
            return version_of(assemble(plan))

    def assembled(self, plan: Plan) -> PlanContent:
        return from_bytes(to_bytes(assemble(plan)))

    def test_a_decision_says_whether_it_was_taken_on_this_version(self, plan: Plan) -> None:
        first = RecordedDecisionFactory(plan=plan, content_sha256=self.version(plan))
        CallInStepFactory(decision=first)
        (one,) = self.assembled(plan).decisions
        assert (one.reference, one.result_label, one.of_this_version) == ("D1", "Approved", True)
        assert one.uri == f"{plan.uri}/D1"
        assert one.call_in_until == dt.date(2026, 5, 11)
        (step,) = one.call_in_steps
        assert (step.act_label, step.made_on) == ("Called in", dt.date(2026, 5, 6))
        SectionFactory(plan=plan)
        assert not self.assembled(plan).decisions[0].of_this_version

    def test_of_one_to_come_it_says_what_notice_is_given_of(self, plan: Plan) -> None:
        notice = {"is_key": True, "notice_on": dt.date(2026, 3, 1)}
        DecisionFactory(plan=plan, amount=Decimal("1500000.10"), **notice)
        DecisionFactory(plan=plan, notice_on=dt.date(2026, 3, 1))
        key, other = self.assembled(plan).decisions
        assert (key.amount, key.notice_on) == (Decimal("1500000.10"), dt.date(2026, 3, 1))
        assert (key.result, key.call_in, key.decided_on) == ("", "", None)
        assert (other.notice_route, other.notice_on) == ("", None)

    def test_the_texts_of_an_exempt_decision_are_not_published(self, plan: Plan) -> None:
        secret = "Not for the public"
        texts = dict.fromkeys(("decided", "reasons", "interests", "consultation"), secret)
        texts |= dict.fromkeys(("equality", "finance", "legal", "urgency_reason"), secret)
        exempt = RecordedDecisionFactory(
            plan=plan,
            exempt_paragraph=3,
            amount=Decimal(987654321),
            is_key=True,
            **{"exception_by": "Chair of scrutiny", "exception_on": dt.date(2026, 4, 1)},
            exception_reason=secret,
            options_rejected=[secret],
            documents=[secret],
            **texts,
        )
        CallInStepFactory(decision=exempt, reasons=secret)
        whole = assemble(plan)
        raw = to_bytes(whole).decode()
        assert secret not in raw
        assert "987654321" not in raw
        (one,) = whole.decisions
        assert one.exempt_label.startswith("3: ")
        assert (one.title, one.result, one.exception_by) == (
            exempt.title,
            "approved",
            "Chair of scrutiny",
        )

    def test_a_correction_names_what_it_corrects(self, plan: Plan) -> None:
        first = RecordedDecisionFactory(plan=plan)
        RecordedDecisionFactory(plan=plan, corrects=first, correction_reason="A figure")
        first_said, second = self.assembled(plan).decisions
        assert (first_said.corrects, second.corrects) == ("", "D1")
        assert second.correction_reason == "A figure"

    def test_the_last_sign_off_of_each_kind_counts(self, plan: Plan) -> None:
        SignOffFactory(plan=plan, kind="legal", post="Monitoring officer")
        SignOffFactory(plan=plan, words="Not affordable")
        SignOffFactory(plan=plan, words="Affordable", content_sha256=self.version(plan))
        finance, legal = self.assembled(plan).sign_offs
        assert (finance.kind, finance.words, finance.of_this_version) == (
            "finance",
            "Affordable",
            True,
        )
        assert (legal.post, legal.of_this_version) == ("Monitoring officer", False)

    def test_what_was_removed_and_what_is_of_another_plan_is_not_in_it(self, plan: Plan) -> None:
        DecisionFactory(plan=plan, removed_at=dt.datetime(2026, 3, 1, tzinfo=dt.UTC))
        DecisionFactory()
        SignOffFactory()
        whole = assemble(plan)
        assert (whole.decisions, whole.sign_offs) == ((), ())

    def test_an_outline_asks_for_none(self, plan: Plan) -> None:
        DecisionFactory(plan=plan)
        assert outline(plan).decisions == ()

    def test_no_field_of_the_row_is_published_unseen(self) -> None:
        """Whoever adds a field says here whether it is published, and of an exempt decision too."""
        own = {f.name for f in Decision._meta.fields} - {
            *("id", "plan", "number", "version", "created_at", "updated_at", "removed_at"),
            *("recorded_at", "content_sha256"),
        }
        renamed = {
            "route": "decision_route",
            "outcome": "result",
            "consultation": "consultation_considered",
            **{name: f"{name}_implications" for name in ("equality", "finance", "legal")},
        }
        said = set(doc.Decision.model_fields)
        assert {renamed.get(name, name) for name in own} <= said


class TestInTheDocument:
    def test_the_page_says_what_was_decided_and_who_signed(self) -> None:
        page = text_of(to_html(content.decided(content.small()), sha256="0" * 64))
        for words in (
            "Approved , 12 October 2026, Cabinet (Cabinet / executive).",
            "It was taken on this version of the plan.",
            "notice was given on 1 September 2026",
            "Do nothing: needs would grow",
            "It can be called in until 19 October 2026. Nothing is carried out before.",
            "Called in , 14 October 2026, Scrutiny committee: Two wards",
            "To come , 11 January 2027",
            "paragraph 3: financial or business affairs of a person.",
            "Director of Finance, 1 October 2026 This one Affordable",
            "Review it yearly",
        ):
            assert words in page

    def test_a_plan_on_which_nobody_decides_yet_has_no_such_chapter(self) -> None:
        assert 'id="decision"' not in to_html(content.small(), sha256="0" * 64)

    def test_a_decision_is_a_change_and_the_version_it_was_of_is_none(self) -> None:
        before = content.small()
        after = content.decided(before)
        changes = [(one.kind, one.reference) for one in diff(after, before)]
        assert changes == [("added", "D1"), ("added", "D2")]
        first = after.decisions[0].model_copy(update={"of_this_version": False})
        later = after.model_copy(update={"decisions": (first, after.decisions[1])})
        assert diff(later, after) == ()

    def test_the_tables_have_a_row_for_each(self) -> None:
        found: dict[str, Any] = {t.name: t for t in tables(content.decided(content.small()))}
        assert [row[0] for row in found["decisions"].rows] == ["D1", "D2"]
        assert len(found["decisions_call_in_steps"].rows) == 1
        assert len(found["sign_offs"].rows) == 1

    def test_it_stays_the_version_that_was_decided_on(self) -> None:
        before = content.small()
        assert version_of(content.decided(before)) == version_of(before)
