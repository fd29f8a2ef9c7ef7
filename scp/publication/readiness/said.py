"""What is missing in the answers to what people said."""

from collections.abc import Iterator

from django.utils.translation import ngettext

from scp.publication.content import PlanContent


def comments_unanswered(content: PlanContent) -> Iterator[tuple[str, str]]:
    """Comments without a response (C.2, 8)."""
    for about, comments in content.comments_by_item.items():
        waiting = sum(comment.response is None for comment in comments)
        if waiting:
            yield (
                about,
                ngettext(
                    "{count} comment has had no response yet.",
                    "{count} comments have had no response yet.",
                    waiting,
                ).format(count=waiting),
            )
