"""The JSON Schemas of the published document, one for each version that editions have.

The latest is generated from the types. An earlier one is the file that the code of its day made: it
never changes, as the editions that it describes do not.
"""

from functools import cache
from pathlib import Path
from typing import Any

import orjson

from scp.publication.content import SCHEMA_VERSION, PlanContent

DIALECT = "https://json-schema.org/draft/2020-12/schema"
EARLIER = ("1.0",)
VERSIONS = (*EARLIER, SCHEMA_VERSION)


@cache
def schema_bytes(version: str = SCHEMA_VERSION) -> bytes:
    """The schema of one version (JSON Schema 2020-12). Raises KeyError for one that never was."""
    if version not in VERSIONS:
        raise KeyError(version)
    if version in EARLIER:
        kept: dict[str, Any] = orjson.loads(_path(version).read_bytes())
        return orjson.dumps(kept)
    shape = PlanContent.model_json_schema(mode="serialization")
    return orjson.dumps({"$schema": DIALECT, "version": SCHEMA_VERSION, **shape})


def _path(version: str) -> Path:
    return Path(__file__).parent / f"schema-{version}.json"
