"""A theory of change leads onwards: the database itself refuses arrows that lead round in a circle,
back to an earlier kind of step, or out of the plan.

Two who write at once are let in one after the other, by a lock on the theory of their plan: each
sees the arrows of the one before. A change in bulk is looked at when all its rows are there.
"""

from django.db import migrations

# The arrow is read again: where the trigger is deferred the row may have changed since.
FORWARD = """
CREATE FUNCTION procurement_theory_check(arrow_id bigint) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    arrow record;
    kinds constant text[] := ARRAY['input', 'activity', 'output', 'outcome', 'impact'];
BEGIN
    SELECT a.source_id, a.target_id, a.plan_id, s.kind AS from_kind, t.kind AS to_kind,
           s.plan_id AS from_plan, t.plan_id AS to_plan
        INTO arrow
        FROM procurement_theoryarrow a
        LEFT JOIN procurement_theorynode s ON s.id = a.source_id
        LEFT JOIN procurement_theorynode t ON t.id = a.target_id
        WHERE a.id = arrow_id AND a.removed_at IS NULL;
    IF NOT FOUND THEN
        RETURN;
    END IF;
    IF arrow.from_plan IS DISTINCT FROM arrow.plan_id
            OR arrow.to_plan IS DISTINCT FROM arrow.plan_id THEN
        RAISE EXCEPTION 'violates "theory_arrow_within_one_plan"'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'theory_arrow_within_one_plan';
    END IF;
    IF array_position(kinds, arrow.from_kind::text) > array_position(kinds, arrow.to_kind::text)
            THEN
        RAISE EXCEPTION 'violates "theory_arrow_leads_onwards"'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'theory_arrow_leads_onwards';
    END IF;
    IF EXISTS (
        WITH RECURSIVE ahead(id) AS (
            SELECT arrow.target_id
            UNION
            SELECT a.target_id FROM procurement_theoryarrow a JOIN ahead ON a.source_id = ahead.id
            WHERE a.removed_at IS NULL
        )
        SELECT FROM ahead WHERE ahead.id = arrow.source_id
    ) THEN
        RAISE EXCEPTION 'violates "theory_arrow_in_no_circle"'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'theory_arrow_in_no_circle';
    END IF;
END $$;

CREATE FUNCTION procurement_theoryarrow_check() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM pg_advisory_xact_lock(hashtextextended('procurement.theory', NEW.plan_id));
    PERFORM procurement_theory_check(NEW.id);
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER theory_arrow_leads_onwards
    AFTER INSERT OR UPDATE OF source_id, target_id, plan_id, removed_at
    ON procurement_theoryarrow DEFERRABLE INITIALLY IMMEDIATE
    FOR EACH ROW WHEN (NEW.removed_at IS NULL)
    EXECUTE FUNCTION procurement_theoryarrow_check();

CREATE FUNCTION procurement_theorynode_check() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM pg_advisory_xact_lock(hashtextextended('procurement.theory', NEW.plan_id));
    PERFORM procurement_theory_check(id) FROM procurement_theoryarrow
        WHERE (source_id = NEW.id OR target_id = NEW.id) AND removed_at IS NULL;
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER theory_node_keeps_arrows_onwards
    AFTER UPDATE OF kind, plan_id
    ON procurement_theorynode DEFERRABLE INITIALLY IMMEDIATE
    FOR EACH ROW WHEN (OLD.kind <> NEW.kind OR OLD.plan_id <> NEW.plan_id)
    EXECUTE FUNCTION procurement_theorynode_check();
"""
REVERSE = """
DROP TRIGGER theory_node_keeps_arrows_onwards ON procurement_theorynode;
DROP TRIGGER theory_arrow_leads_onwards ON procurement_theoryarrow;
DROP FUNCTION procurement_theorynode_check();
DROP FUNCTION procurement_theoryarrow_check();
DROP FUNCTION procurement_theory_check(bigint);
"""


class Migration(migrations.Migration):
    dependencies = [("procurement", "0004_search_texts")]
    operations = [migrations.RunSQL(FORWARD, REVERSE)]
