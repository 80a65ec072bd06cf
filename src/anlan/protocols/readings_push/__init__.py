"""Readings pushed by a partner over HTTP: our own open format, JSON or Arrow IPC.

    JSON    {"readings": [{"point": "37050000101LT0001", "ts": "2026-11-24T08:30:15+08:00",
                           "value": 12.3, "quality": "good"}, ...], "backfill": false}
            `ts` may be a whole number of milliseconds since the epoch; `quality` may be left out.
    Arrow   one IPC stream or file: point (utf8), ts (timestamp with zone, or int64 microseconds),
            value (double), quality (utf8 or uint8, optional); schema metadata `backfill` = "1".

Both become `rows.PushedReadings`: columns of what is usable, and a list of bad rows with the reason.
Modules: `rows` (the result), `arrow_table`, `json_rows`.
"""
