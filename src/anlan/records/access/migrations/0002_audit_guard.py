"""The database itself refuses to change or delete audit rows."""

from django.db import migrations

GUARD = """
CREATE FUNCTION access_refuse_audit_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'audit rows are never changed or deleted' USING ERRCODE = 'insufficient_privilege';
END $$;
CREATE TRIGGER access_audit_no_change BEFORE UPDATE OR DELETE ON access_auditentry
    FOR EACH ROW EXECUTE FUNCTION access_refuse_audit_change();
CREATE TRIGGER access_audit_no_truncate BEFORE TRUNCATE ON access_auditentry
    FOR EACH STATEMENT EXECUTE FUNCTION access_refuse_audit_change();
"""
UNGUARD = """
DROP TRIGGER access_audit_no_truncate ON access_auditentry;
DROP TRIGGER access_audit_no_change ON access_auditentry;
DROP FUNCTION access_refuse_audit_change();
"""


class Migration(migrations.Migration):
    dependencies = [("access", "0001_initial")]
    operations = [migrations.RunSQL(GUARD, UNGUARD)]
