import pytest

from scp.core import errors
from scp.core.errors import DomainError, StaleVersion


@pytest.mark.parametrize(
    "kind", [errors.PermissionRefused, errors.PolicyRefused, errors.InvalidInput]
)
def test_an_error_of_the_domain_is_its_sentence(kind: type[DomainError]) -> None:
    with pytest.raises(DomainError, match=r"^Ask the plan lead\.$"):
        raise kind("Ask the plan lead.")


def test_a_stale_version_brings_the_row_as_it_is_now() -> None:
    error = StaleVersion("O3 Families can pay their bills")

    assert error.current == "O3 Families can pay their bills"
    assert str(error) == (
        "O3 Families can pay their bills was changed by someone else after you opened it."
    )
