"""Numbering the changes of alarms."""

from django.db import connection


def next_revisions(count: int) -> list[int]:
    """Return `count` new revisions, growing; larger than any given out before."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval('telemetry_alarm_revision') FROM generate_series(1, %s)", [count])
        return sorted(row[0] for row in cursor.fetchall())
