"""What the worker counts."""

from prometheus_client import Counter, Gauge, Histogram

READINGS = Counter("anlan_telemetry_readings_total", "Readings judged", ["partition"])
UNDECODABLE = Counter(
    "anlan_telemetry_undecodable_batches_total", "Log entries that were no batch", ["partition"]
)
LAG = Gauge("anlan_telemetry_lag_messages", "Log entries not judged yet", ["partition"])
OWNED = Gauge("anlan_telemetry_partitions_owned", "Partitions this worker owns")
BATCH = Histogram(
    "anlan_telemetry_batch_readings", "Readings judged at a time", buckets=[1, 10, 100, 1e3, 1e4, 1e5, 1e6]
)
_FAST = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5)
EVALUATE = Histogram("anlan_telemetry_evaluate_seconds", "Judging one batch", buckets=_FAST)
COMMIT = Histogram("anlan_telemetry_commit_seconds", "Committing the outputs of one batch", buckets=_FAST)
ALARM_LATENCY = Histogram(
    "anlan_telemetry_alarm_latency_seconds",
    "From a reading's arrival to the commit of its alarm",
    buckets=_FAST,
)
FLUSH = Histogram("anlan_telemetry_lake_flush_seconds", "One append to the lake", buckets=_FAST)
TRANSITIONS = Counter("anlan_telemetry_transitions_total", "Changes of status", ["partition"])
