from django.contrib.postgres.operations import TrigramExtension, UnaccentExtension
from django.db import migrations


class Migration(migrations.Migration):
    """Both extensions are trusted: the owner of the database may create them."""

    dependencies = [('core', '0002_audit_is_append_only')]
    operations = [
        TrigramExtension(),
        UnaccentExtension(),
        migrations.RunSQL(
            """
            CREATE TEXT SEARCH CONFIGURATION scp_english (COPY = pg_catalog.english);
            ALTER TEXT SEARCH CONFIGURATION scp_english
                ALTER MAPPING FOR asciiword, asciihword, hword_asciipart, hword, hword_part, word
                WITH unaccent, english_stem;
            """,
            "DROP TEXT SEARCH CONFIGURATION scp_english",
        ),
    ]
