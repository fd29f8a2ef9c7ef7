from django.db import models

from scp.accounts.models import User


class Owned(models.Model):
    """Something that somebody answers for.

    `owner` is the post or body that is published ("Director of Public Health"), never a person's
    name. `owner_user` is who is reminded here; they are never published. `reviewed_on` is the day
    on which the owner last said that it still holds.
    """

    # Defaults in the database too: the code that still serves while a migration runs does not know
    # these columns.
    owner = models.CharField(max_length=150, blank=True, default="", db_default="")
    owner_user = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    reviewed_on = models.DateField(null=True, blank=True)

    class Meta:
        abstract = True
