"""The audit trail refuses to forget: no UPDATE, no DELETE, no TRUNCATE, by anyone but a superuser
who disables the triggers."""

from django.db import migrations

from scp.core.immutable import refuse_changes


class Migration(migrations.Migration):
    dependencies = [("core", "0001_initial")]
    operations = [refuse_changes("core_auditevent", "The audit trail is append-only.")]
