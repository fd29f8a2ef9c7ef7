from django.db import migrations

from scp.core.richtext import from_markdown


def write_documents(apps, schema_editor):
    """The Markdown of sections from before there was an editor, as documents, too. What was typed
    stays as it is: an edition that is published without a change of words tells of none."""
    rows = apps.get_model('plans', 'Section')._base_manager.filter(document__isnull=True)
    for row in rows.only('body').iterator(chunk_size=200):
        rows.filter(pk=row.pk).update(document=from_markdown(row.body))


class Migration(migrations.Migration):

    dependencies = [
        ('plans', '0004_search_texts'),
    ]

    operations = [
        migrations.RunPython(write_documents, migrations.RunPython.noop, elidable=True),
    ]
