from django.urls import path

from scp.plans.views import drafting, plans, references
from scp.plans.views.items import item_urls
from scp.plans.views.kinds import DECISIONS, SECTIONS

urlpatterns = [
    path("start-a-plan/", plans.open_plan, name="draft-start"),
    path("draft/<slug:slug>/about/", plans.edit_plan, name="draft-about"),
    path("draft/<slug:slug>/members/", plans.members, name="draft-members"),
    path(
        "draft/<slug:slug>/members/<int:person>/remove/",
        plans.remove_member,
        name="draft-member-remove",
    ),
    path(
        "draft/<slug:slug>/typed/<path:form>/discard/",
        drafting.discard_autosave,
        name="draft-autosave-discard",
    ),
    path("draft/<slug:slug>/typed/<path:form>/", drafting.autosave, name="draft-autosave"),
    path("draft/<slug:slug>/open/<str:reference>/", drafting.lease, name="draft-lease"),
    path("draft/<slug:slug>/references/", references.find, name="draft-references"),
    *item_urls(SECTIONS),
    *item_urls(DECISIONS),
    path("about/roles/", plans.roles, name="about-roles"),
]
