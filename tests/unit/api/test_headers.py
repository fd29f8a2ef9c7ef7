import pytest
from django.test import RequestFactory

from scp.api.headers import is_known

TAG = '"abc-br"'


@pytest.mark.parametrize("header", [TAG, f"W/{TAG}", f'"x", {TAG}', f"{TAG},", "*"])
def test_known(header: str) -> None:
    assert is_known(RequestFactory().get("/", headers={"If-None-Match": header}), TAG)


@pytest.mark.parametrize("header", ["", '"abc"', "abc-br", '"', '"abc-br', '"ABC-br"', ",", "\x00"])
def test_unknown(header: str) -> None:
    assert not is_known(RequestFactory().get("/", headers={"If-None-Match": header}), TAG)


def test_no_header() -> None:
    assert not is_known(RequestFactory().get("/"), TAG)
