"""A signed equality assessment stays as it was signed: the database itself refuses to change or
delete it, and to add, change or delete what it found, what that rests on and what is done about it.
"""

from django.db import migrations

from scp.core.immutable import refuse_changes

TRACKED = ("EqualityAssessment", "EqualityImpact", "EqualityImpactEvidence", "Mitigation")

FORWARD = """
CREATE FUNCTION procurement_equality_refuse(assessments bigint[]) RETURNS void
LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (
        SELECT FROM procurement_equalityassessment a
        WHERE a.id = ANY (assessments) AND a.signed_at IS NOT NULL
        FOR SHARE
    ) THEN
        RAISE EXCEPTION 'violates "signed_assessment_stays"'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'signed_assessment_stays';
    END IF;
END $$;

CREATE FUNCTION procurement_equality_assessments_of(impacts bigint[]) RETURNS bigint[]
LANGUAGE sql AS $$
    SELECT array_agg(i.assessment_id) FROM procurement_equalityimpact i WHERE i.id = ANY (impacts)
$$;

CREATE FUNCTION procurement_equalityassessment_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM procurement_equality_refuse(ARRAY[OLD.id]);
    RETURN CASE TG_OP WHEN 'DELETE' THEN OLD ELSE NEW END;
END $$;
CREATE TRIGGER signed_assessment_stays BEFORE UPDATE OR DELETE ON procurement_equalityassessment
    FOR EACH ROW EXECUTE FUNCTION procurement_equalityassessment_stays();

CREATE FUNCTION procurement_equalityimpact_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP <> 'INSERT' THEN
        PERFORM procurement_equality_refuse(ARRAY[OLD.assessment_id]);
    END IF;
    IF TG_OP = 'DELETE' THEN
        RETURN OLD;
    END IF;
    PERFORM procurement_equality_refuse(ARRAY[NEW.assessment_id]);
    RETURN NEW;
END $$;
CREATE TRIGGER signed_assessment_stays
    BEFORE INSERT OR UPDATE OR DELETE ON procurement_equalityimpact
    FOR EACH ROW EXECUTE FUNCTION procurement_equalityimpact_stays();
"""
OF_AN_IMPACT = """
CREATE FUNCTION {table}_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP <> 'INSERT' THEN
        PERFORM procurement_equality_refuse(
            procurement_equality_assessments_of(ARRAY[OLD.{impact}::bigint]));
    END IF;
    IF TG_OP = 'DELETE' THEN
        RETURN OLD;
    END IF;
    PERFORM procurement_equality_refuse(
        procurement_equality_assessments_of(ARRAY[NEW.{impact}::bigint]));
    RETURN NEW;
END $$;
CREATE TRIGGER signed_assessment_stays BEFORE INSERT OR UPDATE OR DELETE ON {table}
    FOR EACH ROW EXECUTE FUNCTION {table}_stays();
"""
HANGING = (
    ("procurement_equalityimpact_evidence", "equalityimpact_id"),
    ("procurement_mitigation", "impact_id"),
)
TABLES = (
    "procurement_equalityassessment",
    "procurement_equalityimpact",
    *(table for table, _impact in HANGING),
)
REVERSE = "".join(
    f"DROP TRIGGER signed_assessment_stays ON {table}; DROP FUNCTION {table}_stays();"
    for table in TABLES
)
REVERSE += (
    "DROP FUNCTION procurement_equality_refuse(bigint[]);"
    "DROP FUNCTION procurement_equality_assessments_of(bigint[]);"
)


class Migration(migrations.Migration):
    dependencies = [("procurement", "0006_equality_impact_assessments")]

    operations = [
        migrations.RunSQL(
            FORWARD
            + "".join(OF_AN_IMPACT.format(table=table, impact=impact) for table, impact in HANGING),
            REVERSE,
        ),
        *(
            refuse_changes(
                f"procurement_{name.lower()}event", "The history of items is append-only."
            )
            for name in TRACKED
        ),
    ]
