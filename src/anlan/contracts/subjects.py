"""Names on the bus: subjects from least to most specific, and the streams that keep them.

Streams (JetStream, fsynced): `READINGS_p<n>`, `DEADLETTERS`.
Live (core NATS, not kept): `anlan.live.>`. Law: snapshot + events = later snapshot.
"""

LIVE_ALL = "anlan.live.>"
DEAD_LETTERS_STREAM = "DEADLETTERS"
DEAD_LETTERS_ALL = "anlan.deadletters.>"
POINTS_CHANGED = "anlan.telemetry.points.changed.v1"
"""Core NATS: the point directory changed (limits, new points): gateways and workers reload."""


def readings_subject(partition: int) -> str:
    """Return the subject of the reading batches of one partition."""
    return f"anlan.telemetry.readings.p{partition}"


def readings_stream(partition: int) -> str:
    """Return the stream that keeps the reading batches of one partition."""
    return f"READINGS_p{partition}"


def live_alarm_subject(division_code: str, enterprise_id: int) -> str:
    """Return the live subject of one enterprise's alarm rows."""
    return f"anlan.live.alarms.{division_code}.{enterprise_id}"


def live_latest_subject(partition: int) -> str:
    """Return the live subject of a partition's newest values (a `ReadingBatch`, one row a point)."""
    return f"anlan.live.latest.p{partition}"


def dead_letter_subject(gateway: str) -> str:
    """Return the subject under which one gateway files what it could not decode."""
    return f"anlan.deadletters.{gateway}"
