"""Whose plan it is, for which places and years."""

import datetime as dt
from typing import Literal

from scp.publication.content.base import Frozen

Profile = Literal["coproduction", "consultation", "decision", "adopted"]


class Override(Frozen):
    """That somebody who may do so let the plan be published in spite of a gap, and why. `about` is
    the item that lacks something, and `title` what that is called; both are empty where the whole
    plan does. `sentence` says what it lacks."""

    code: str
    about: str = ""
    title: str = ""
    sentence: str
    accepted_by: str
    accepted_on: dt.date
    reason: str


class Identifier(Frozen):
    """An organisation's identifier, e.g. scheme `GB-LAE`, value `TRF` (org-id.guide prefixes)."""

    scheme: str
    value: str


class OrganisationFacts(Frozen):
    name: str
    kind: str
    kind_label: str
    identifiers: tuple[Identifier, ...] = ()


class PlaceFacts(Frozen):
    """A place the plan covers, by its ONS (GSS) code."""

    code: str
    name: str


class PlanFacts(Frozen):
    slug: str
    uri: str
    title: str
    summary: str
    lead_organisation: OrganisationFacts
    places: tuple[PlaceFacts, ...]
    period_start: dt.date
    period_end: dt.date
    illustrative_notice: str = ""
    """Printed on every page when the plan is a demonstration and not the council's."""
