"""The life of a plan, and what each person may do in it."""

import pytest
from django.contrib.auth.models import AnonymousUser
from django_scopes import ScopeError

from scp.accounts.permissions import ROLES, Permission
from scp.core.errors import PermissionRefused, PolicyRefused
from scp.plans import policies
from scp.plans.access import access_get
from scp.plans.actions import plans
from scp.plans.choices import Status
from scp.plans.models import Membership, Plan
from tests.factories.accounts import UserFactory
from tests.factories.plans import MembershipFactory, PlanFactory, cast_of

pytestmark = pytest.mark.django_db


class TestLifeCycle:
    def test_every_state_can_be_reached_from_the_draft(self) -> None:
        reached, frontier = {Status.DRAFT.value}, [Status.DRAFT.value]
        while frontier:
            for transition in policies.TRANSITIONS.onward(frontier.pop()):
                if transition.target not in reached:
                    reached.add(transition.target)
                    frontier.append(transition.target)

        assert reached == set(Status.values)

    def test_the_ends_are_the_states_without_a_way_on(self) -> None:
        without = {s for s in Status.values if not list(policies.TRANSITIONS.onward(s))}

        assert without == {str(status) for status in policies.ENDED}

    @pytest.mark.parametrize("source", Status.values)
    @pytest.mark.parametrize("target", Status.values)
    def test_a_plan_moves_on_only_by_a_way_of_the_table(self, source: str, target: str) -> None:
        cast = cast_of(PlanFactory(status=source))
        ways = {(t.source, t.target) for t in policies.TRANSITIONS.transitions}

        if (source, target) in ways:
            plans.move_on(plan=cast.plan, status=target, by=cast.lead)
            assert Plan.drafts.get(pk=cast.plan.pk).status == target
        else:
            with pytest.raises(PolicyRefused, match=f"cannot become “{Status(target).label}”"):
                plans.move_on(plan=cast.plan, status=target, by=cast.lead)
            assert Plan.drafts.get(pk=cast.plan.pk).status == source

    @pytest.mark.parametrize("status", Status)
    def test_asking_and_being_refused_agree(self, status: Status) -> None:
        plan = PlanFactory.build(status=status, lead_organisation=None)

        if policies.can_be_edited(plan):
            policies.check_can_be_edited(plan)
        else:
            with pytest.raises(PolicyRefused, match=str(status.label).lower()):
                policies.check_can_be_edited(plan)


class TestAccess:
    def test_each_person_may_do_what_their_role_says_and_no_more(self) -> None:
        cast = cast_of(PlanFactory(slug="trafford"))

        for role, person in cast:
            if not role:
                continue
            access = access_get(user=person, slug="trafford")
            granted = {permission for permission in Permission if access.may(permission)}
            assert granted == ROLES[role].permissions

    def test_the_refusal_names_the_role(self) -> None:
        cast = cast_of(PlanFactory(slug="trafford"))
        access = access_get(user=cast.viewer, slug="trafford")

        access.check(Permission.VIEW_DRAFT)
        with pytest.raises(PermissionRefused, match="You are a viewer of this plan"):
            access.check(Permission.EDIT)

    def test_for_the_outsider_the_plan_is_not_there(self) -> None:
        cast = cast_of(PlanFactory(slug="trafford"))

        for person in (cast.outsider, AnonymousUser()):
            with pytest.raises(Membership.DoesNotExist):
                access_get(user=person, slug="trafford")

    def test_a_lead_of_one_plan_is_an_outsider_of_the_next(self) -> None:
        cast = cast_of(PlanFactory(slug="trafford"))
        PlanFactory(slug="salford")

        with pytest.raises(Membership.DoesNotExist):
            access_get(user=cast.lead, slug="salford")

    def test_staff_of_the_service_are_outsiders_too(self) -> None:
        PlanFactory(slug="trafford")
        root = UserFactory(is_staff=True, is_superuser=True, may_open_plans=True)

        with pytest.raises(Membership.DoesNotExist):
            access_get(user=root, slug="trafford")

    def test_it_takes_one_query(self, django_assert_num_queries) -> None:
        cast = cast_of(PlanFactory(slug="trafford"))

        with django_assert_num_queries(1):
            access = access_get(user=cast.viewer, slug="trafford")
            assert access.plan.lead_organisation.name

    def test_no_scope_is_left_open_behind_it(self) -> None:
        cast = cast_of(PlanFactory(slug="trafford"))
        access_get(user=cast.viewer, slug="trafford")

        with pytest.raises(ScopeError):
            Membership.objects.count()


class TestJoining:
    def test_whoever_had_a_role_gets_the_new_one_instead(self) -> None:
        cast = cast_of(PlanFactory(slug="trafford"))

        membership = plans.join(plan=cast.plan, user=cast.viewer, role="commissioner", by=cast.lead)

        assert membership.granted is ROLES["commissioner"]
        assert access_get(user=cast.viewer, slug="trafford").may(Permission.EDIT)
        assert Membership._base_manager.filter(user=cast.viewer).count() == 1

    def test_a_person_may_have_another_role_elsewhere(self) -> None:
        here, there = PlanFactory(slug="trafford"), PlanFactory(slug="salford")
        bela = UserFactory()
        MembershipFactory(plan=here, user=bela, role="viewer")
        MembershipFactory(plan=there, user=bela, role="lead")

        assert not access_get(user=bela, slug="trafford").may(Permission.PUBLISH)
        assert access_get(user=bela, slug="salford").may(Permission.PUBLISH)
