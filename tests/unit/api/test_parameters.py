import pytest
from django.test import RequestFactory

from scp.api.errors import BadParameters
from scp.api.parameters import Number, Parameter, read_query
from scp.places.choices import GSS
from scp.plans.choices import SLUG

LIMIT = Number("limit", "How many.", minimum=1, maximum=20, default=5)
CODE = Parameter("code", "A code.", GSS, 9, example="E08000009")
KIND = Parameter("kind", "A kind.", choices=("one", "two"))
ALL = (LIMIT, CODE, KIND)


def read(query: str) -> dict[str, object]:
    request = RequestFactory().get("/")
    request.META["QUERY_STRING"] = query
    return read_query(request, ALL)


def test_values_have_their_types() -> None:
    assert read("limit=20&code=E08000009&kind=two") == {
        "limit": 20,
        "code": "E08000009",
        "kind": "two",
    }


def test_what_is_not_given_is_not_there() -> None:
    assert read("") == {}
    assert read("&&") == {}


@pytest.mark.parametrize(
    "query", ["limit=021111111111", "limit=-1", "limit=21", "code=E08000009x", "kind=One", "kind="]
)
def test_a_bad_value_names_its_parameter_and_what_was_expected(query: str) -> None:
    with pytest.raises(BadParameters) as refused:
        read(query)
    (fault,) = refused.value.faults
    assert fault.name == query.split("=")[0]
    assert fault.reason.startswith("must ")


def test_a_flood_of_parts_is_refused() -> None:
    with pytest.raises(BadParameters):
        read("&".join(f"p{number}=1" for number in range(21)))


def test_a_name_is_not_given_back_at_any_length() -> None:
    with pytest.raises(BadParameters) as refused:
        read("x" * 5000)
    assert len(refused.value.faults[0].name) == 100


def test_the_schema_says_what_is_read() -> None:
    assert LIMIT.schema == {"type": "integer", "minimum": 1, "maximum": 20, "default": 5}
    assert CODE.schema["pattern"] == "^([EWSNK][0-9]{8})$"
    assert KIND.schema == {"type": "string", "enum": ["one", "two"]}
    told = CODE.openapi()
    assert told.type == {**CODE.schema, "examples": ["E08000009"]}
    assert (told.location, told.required) == ("query", False)


@pytest.mark.parametrize("slug", ["a", "a-b", "2026-plan"])
def test_plan_names(slug: str) -> None:
    assert Parameter("slug", "", SLUG, 80).read(slug) == slug


@pytest.mark.parametrize("slug", ["A", "-a", "a-", "a--b", "a_b", "a\n", "", "x" * 81])
def test_what_is_no_plan_name(slug: str) -> None:
    with pytest.raises(ValueError, match="must"):
        Parameter("slug", "", SLUG, 80).read(slug)
