"""An edition is for ever: no UPDATE, no DELETE, no TRUNCATE. A change is a new edition."""

from django.db import migrations

from scp.core.immutable import refuse_changes


class Migration(migrations.Migration):
    dependencies = [("publication", "0001_initial")]
    operations = [refuse_changes("publication_edition", "A published edition is immutable.")]
