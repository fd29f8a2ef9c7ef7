from django.urls import URLPattern, path, re_path, register_converter
from django.urls.converters import IntConverter, StringConverter

from scp.api import parameters
from scp.api.v1.views import documents, editions, elements, index, judgements, places, plans, thread
from scp.places.choices import GSS


class Code(StringConverter):
    regex = GSS


class Slug(StringConverter):
    # Looser than a plan's name, and quicker: what is none will not be found.
    regex = "[a-z0-9-]{1,80}"


class Reference(StringConverter):
    regex = parameters.REFERENCE


class Number(IntConverter):
    regex = parameters.NUMBER


class SchemaVersion(StringConverter):
    regex = r"[0-9]{1,3}\.[0-9]{1,3}"


register_converter(Code, "gss")
register_converter(Slug, "plan_slug")
register_converter(Reference, "reference")
register_converter(Number, "edition_number")
register_converter(SchemaVersion, "schema_version")

EDITIONS = "plans/<plan_slug:slug>/editions"
EDITION = f"{EDITIONS}/<edition_number:number>"
COLLECTIONS = (
    ("outcomes", elements.Outcomes, elements.OneOutcome),
    ("needs", elements.Needs, elements.OneNeed),
    ("indicators", elements.Indicators, elements.OneIndicator),
    ("pieces", elements.Pieces, elements.OnePiece),
    ("evidence", elements.EvidenceList, elements.OneEvidence),
    ("evidence-gaps", elements.EvidenceGaps, elements.OneEvidenceGap),
)


def _latest(collection: str) -> URLPattern:
    view = editions.LatestEdition.as_view(schema=None)
    address = f"{EDITIONS}/latest/{collection}"
    return path(address, view, {"collection": collection}, f"api-latest-{collection}")


def _collections() -> list[URLPattern]:
    return [
        pattern
        for name, many, one in COLLECTIONS
        for pattern in (
            path(f"{EDITION}/{name}", many.as_view(), name=f"api-{name}"),
            path(f"{EDITION}/{name}/<reference:reference>", one.as_view(), name=f"api-{name}-one"),
            _latest(name),
        )
    ]


urlpatterns = [
    # The hot path first.
    path(EDITION, editions.EditionContent.as_view(), name="api-edition"),
    path("", index.Index.as_view(), name="api-index"),
    path("places", places.Places.as_view(), name="api-places"),
    path("places/<gss:code>", places.OnePlace.as_view(), name="api-place"),
    path("plans", plans.Plans.as_view(), name="api-plans"),
    path("plans/<plan_slug:slug>", plans.OnePlan.as_view(), name="api-plan"),
    path(EDITIONS, plans.Editions.as_view(), name="api-editions"),
    path(f"{EDITIONS}/latest", editions.LatestEdition.as_view(), name="api-latest"),
    *_collections(),
    path(f"{EDITION}/thread", thread.BrokenLinks.as_view(), name="api-thread"),
    path(
        f"{EDITION}/thread/<reference:reference>",
        thread.OneThread.as_view(),
        name="api-thread-one",
    ),
    path(f"{EDITION}/judgements", judgements.Judgements.as_view(), name="api-judgements"),
    path(
        f"{EDITION}/judgements/<reference:reference>",
        judgements.OneJudged.as_view(),
        name="api-judgements-one",
    ),
    _latest("judgements"),
    path(f"{EDITION}/theory", elements.Theory.as_view(), name="api-theory"),
    _latest("theory"),
    path("schema", documents.Schema.as_view(), name="api-schema"),
    path("docs", documents.Docs.as_view(), name="api-docs"),
    path("schemas/plan-content", documents.PlanContentSchema.as_view(), name="api-plan-content"),
    path(
        "schemas/plan-content/<schema_version:version>",
        documents.PlanContentSchemaVersion.as_view(),
        name="api-plan-content-version",
    ),
    re_path(r"^(?P<path>.*)$", index.nowhere, name="api-nowhere"),
]
