"""The sequence that numbers every change of every alarm, and plain storage of checkpoint arrays."""

from django.db import migrations


class Migration(migrations.Migration):
    """Sequence and storage."""

    dependencies = [("telemetry", "0001_initial")]
    operations = [
        migrations.RunSQL(
            "CREATE SEQUENCE telemetry_alarm_revision", "DROP SEQUENCE telemetry_alarm_revision"
        ),
        migrations.RunSQL(
            # The arrays are compressed already; several versions a minute are written, so vacuum early.
            "ALTER TABLE telemetry_partitionstate ALTER COLUMN state SET STORAGE EXTERNAL;"
            "ALTER TABLE telemetry_partitionstate SET (autovacuum_vacuum_threshold = 20, toast.autovacuum_vacuum_threshold = 200)",
            migrations.RunSQL.noop,
        ),
    ]
