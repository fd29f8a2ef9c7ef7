"""Who takes part in a plan, what they said and what was done about it."""

import datetime as dt

from scp.publication.content.base import Frozen


class Response(Frozen):
    """What the plan's owners decided on a comment and why: "we did"."""

    decision: str
    decision_label: str
    text: str
    made_on: dt.date


class Comment(Frozen):
    """What a stakeholder said about one item. `made_by` is the stakeholder's public name or, for
    a person, their kind ("Resident"): never a person's name."""

    reference: str
    about: str
    made_by: str
    made_by_kind: str
    text: str
    made_on: dt.date
    response: Response | None = None


class Stakeholder(Frozen):
    name: str
    kind: str
    kind_label: str
