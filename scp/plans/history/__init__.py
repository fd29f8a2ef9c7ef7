"""The history of plan items: whose act a write is (`acts`), what an item went through (`reading`),
and how it can be made again what it was (`restoring`)."""

from scp.plans.history.acts import because, begin_act, reason_given

__all__ = ["because", "begin_act", "reason_given"]
