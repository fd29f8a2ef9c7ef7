from django.urls import path, register_converter

from scp.plans.views.items import item_urls
from stakeholders.views import comments, items
from stakeholders.views.kinds import STAKEHOLDERS


class CommentableConverter:
    """The kinds of item that can be commented on, as they stand in addresses."""

    regex = "|".join(items.COMMENTABLE_KINDS)

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


register_converter(CommentableConverter, "commentable")

PAGES = {
    "outcome": ("outcomes", items.outcome_page),
    "need": ("needs", items.need_page),
    "piece": ("pieces", items.piece_page),
    "section": ("sections", items.section_page),
}
urlpatterns = [
    *item_urls(STAKEHOLDERS),
    *(
        path(f"draft/<slug:slug>/{plural}/<str:reference>/", view, name=f"draft-{noun}")
        for noun, (plural, view) in PAGES.items()
    ),
    path(
        "draft/<slug:slug>/<commentable:plural>/<str:reference>/comment/",
        items.make_comment,
        name="draft-comment",
    ),
    path("draft/<slug:slug>/comments/", comments.comment_list, name="draft-comments"),
    path(
        "draft/<slug:slug>/comments/<str:reference>/respond/",
        comments.respond,
        name="draft-respond",
    ),
    path("draft/<slug:slug>/comments/<str:reference>/hide/", comments.hide, name="draft-hide"),
    path("draft/<slug:slug>/comments/<str:reference>/show/", comments.show, name="draft-show"),
]
