"""Tables that only grow: triggers that refuse UPDATE, DELETE and TRUNCATE."""

from django.db import migrations

FORWARD = """
CREATE OR REPLACE FUNCTION {table}_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '{message}' USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER {table}_no_update_or_delete BEFORE UPDATE OR DELETE ON {table}
    FOR EACH ROW EXECUTE FUNCTION {table}_refuse();
CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table}
    FOR EACH STATEMENT EXECUTE FUNCTION {table}_refuse();
"""
REVERSE = """
DROP TRIGGER {table}_no_truncate ON {table};
DROP TRIGGER {table}_no_update_or_delete ON {table};
DROP FUNCTION {table}_refuse();
"""


def refuse_changes(table: str, message: str) -> migrations.RunSQL:
    """A reversible migration operation that makes `table` append-only."""
    return migrations.RunSQL(
        FORWARD.format(table=table, message=message), REVERSE.format(table=table)
    )
