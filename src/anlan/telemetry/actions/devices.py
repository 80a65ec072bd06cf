"""Whether devices are heard."""

from collections.abc import Collection, Mapping
from datetime import datetime

from django.db import connection, transaction

from anlan.kernel.instants import from_micros


@transaction.atomic
def save_device_states(*, heard: Mapping[int, int], silent: Collection[int], now: datetime) -> list[int]:
    """Note when devices were last heard and which are silent; return those that came or went.

    Args:
        heard: Newest arrival of each device [us since epoch].
        silent: Those of them from which nothing came for three cycles.
        now: When.
    """
    if not heard:
        return []
    devices = list(heard)
    with connection.cursor() as cursor:
        cursor.execute(
            """
            WITH seen(device_id, online, at) AS (
                SELECT * FROM unnest(%s::bigint[], %s::boolean[], %s::timestamptz[])
            ),
            kept AS (SELECT seen.*, d.enterprise_id, old.online AS was FROM seen
                     JOIN assets_device d ON d.id = seen.device_id
                     LEFT JOIN telemetry_devicestate old ON old.device_id = seen.device_id),
            written AS (
                INSERT INTO telemetry_devicestate
                    (device_id, enterprise_code, online, last_seen_at, changed_at)
                SELECT kept.device_id, e.code, kept.online, kept.at, %s FROM kept
                JOIN assets_enterprise e ON e.id = kept.enterprise_id
                ON CONFLICT (device_id) DO UPDATE SET online = excluded.online,
                    last_seen_at = greatest(telemetry_devicestate.last_seen_at, excluded.last_seen_at),
                    changed_at = CASE WHEN telemetry_devicestate.online = excluded.online
                                      THEN telemetry_devicestate.changed_at ELSE excluded.changed_at END
            )
            SELECT device_id FROM kept WHERE was IS DISTINCT FROM online
            """,
            [
                devices,
                [device not in silent for device in devices],
                [from_micros(heard[device]) for device in devices],
                now,
            ],
        )
        return [row[0] for row in cursor.fetchall()]
