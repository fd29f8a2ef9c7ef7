"""The people and bodies of the demonstration, from cast.toml."""

from collections.abc import Mapping, Sequence
from typing import Any

from allauth.account.models import EmailAddress

from scp.accounts.models import User
from scp.organisations.models import Organisation

# Everybody's, and printed: SCP_DEMONSTRATION is off wherever it would matter.
PASSWORD = "trafford-demo-2026"


def enrol(people: Sequence[Mapping[str, Any]]) -> dict[str, User]:
    """Everybody of the cast who can sign in, by key. People who exist are left as they are."""
    return {person["key"]: _person(person) for person in people}


def _person(person: Mapping[str, Any]) -> User:
    user = User.objects.filter(email=person["email"]).first()
    if user is None:
        user = User.objects.create_user(
            person["email"],
            PASSWORD,
            name=person["name"],
            job_title=person.get("job_title", ""),
            may_open_plans=person.get("may_open_plans", False),
        )
        EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    return user


def found(organisations: Sequence[Mapping[str, Any]]) -> dict[str, Organisation]:
    """The bodies of the cast, by key."""
    return {entry["key"]: _organisation(entry) for entry in organisations}


def _organisation(entry: Mapping[str, Any]) -> Organisation:
    body, _ = Organisation.objects.get_or_create(name=entry["name"], kind=entry["kind"])
    for scheme, value in entry.get("identifiers", ()):
        body.identifiers.get_or_create(scheme=scheme, value=value)
    return body


def sign_ins(people: Sequence[Mapping[str, Any]]) -> str:
    """The cast as a table for a terminal."""
    rows = [("E-mail", "Role in the plan")]
    rows += [(person["email"], person["role"] or "none (an outsider)") for person in people]
    width = max(len(email) for email, _role in rows)
    lines = [f"  {email:<{width}}  {role}" for email, role in rows]
    return "\n".join([*lines, f"  The password is the same for all: {PASSWORD}"])
