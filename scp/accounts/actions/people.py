import datetime as dt

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.utils.translation import gettext as _

from scp.accounts.models import User
from scp.core import audit
from scp.core.audit import Actor
from scp.core.errors import InvalidInput

LONGEST_NAME = 150


@transaction.atomic
def admit(
    *,
    email: str,
    name: str,
    job_title: str = "",
    may_open_plans: bool = False,
    by: Actor,
    at: dt.datetime | None = None,
) -> User:
    """Give a person an account. It has no password: they set one by "I forgot my password".

    Raises InvalidInput for an address that is none, or that somebody signs in with already.
    """
    try:
        validate_email(email)
    except ValidationError as error:
        words = _("“{email}” is not an e-mail address.")
        raise InvalidInput(words.format(email=email)) from error
    if User.objects.filter(email__iexact=email).exists():
        raise InvalidInput(_("Somebody signs in with {email} already.").format(email=email))
    if not 0 < len(name.strip()) <= LONGEST_NAME or len(job_title) > LONGEST_NAME:
        words = _("A name has 1 to {most} characters, a job title at most as many.")
        raise InvalidInput(words.format(most=LONGEST_NAME))
    user = User.objects.create_user(
        email, None, name=name, job_title=job_title, may_open_plans=may_open_plans
    )
    data = {"user": user.pk, "may_open_plans": may_open_plans}
    audit.record(action="person.admitted", subject=f"user {user.pk}", by=by, at=at, data=data)
    return user
