"""The door of telemetry: points, limits, alarms, latest values."""

from anlan.telemetry.actions.alarms import acknowledge_alarm, reset_alarm
from anlan.telemetry.actions.idempotency import Answer, KeyReusedError, find_answer, keep_answer
from anlan.telemetry.actions.limits import change_limits
from anlan.telemetry.actions.points import save_points
from anlan.telemetry.actions.suppressions import (
    MAX_SHELVING,
    Overlay,
    SuppressionRefusedError,
    end_suppression,
    suppress,
)
from anlan.telemetry.ingest import Accepted, IngestPort, ingest
from anlan.telemetry.insight import Insight, ProcessState, SystemReport
from anlan.telemetry.lifecycle import Event, MoveRefusedError, State, may
from anlan.telemetry.models import (
    Alarm,
    AlarmTransition,
    DeadLetter,
    DeviceState,
    Limit,
    PartitionState,
    Point,
    Suppression,
)
from anlan.telemetry.queries.alarms import (
    AlarmFilter,
    count_open_alarms,
    get_alarm,
    list_alarms,
    list_alarms_after,
    list_suppressions,
    list_transitions,
    newest_revision,
)
from anlan.telemetry.queries.deadletters import DeadLetterFilter, get_dead_letter, list_dead_letters
from anlan.telemetry.queries.devices import list_offline_enterprises
from anlan.telemetry.queries.directory import PointDirectory, load_point_directory
from anlan.telemetry.queries.history import (
    MOST_READINGS,
    InvalidRangeError,
    history_buckets,
    history_last,
    history_raw,
    iterate_history,
)
from anlan.telemetry.queries.latest import Latest, latest_values
from anlan.telemetry.queries.online import OnlineState, list_device_states, online_states
from anlan.telemetry.queries.overview import (
    EnterpriseState,
    PlaceCount,
    PriorityCount,
    count_by_place,
    count_by_priority,
    list_enterprise_states,
    newest_source_time,
)
from anlan.telemetry.queries.partitions import list_next_sequences, list_partitions
from anlan.telemetry.queries.points import get_point, list_limits, list_points
from anlan.telemetry.rows import alarm_row
from anlan.telemetry.signals import Inlets, Outlets, announce_points
from anlan.telemetry.specs import InvalidPointError, LimitSpec, PointSpec

__all__ = [
    "MAX_SHELVING",
    "MOST_READINGS",
    "Accepted",
    "Alarm",
    "AlarmFilter",
    "AlarmTransition",
    "Answer",
    "DeadLetter",
    "DeadLetterFilter",
    "DeviceState",
    "EnterpriseState",
    "Event",
    "IngestPort",
    "Inlets",
    "Insight",
    "InvalidPointError",
    "InvalidRangeError",
    "KeyReusedError",
    "Latest",
    "Limit",
    "LimitSpec",
    "MoveRefusedError",
    "OnlineState",
    "Outlets",
    "Overlay",
    "PartitionState",
    "PlaceCount",
    "Point",
    "PointDirectory",
    "PointSpec",
    "PriorityCount",
    "ProcessState",
    "State",
    "Suppression",
    "SuppressionRefusedError",
    "SystemReport",
    "acknowledge_alarm",
    "alarm_row",
    "announce_points",
    "change_limits",
    "count_by_place",
    "count_by_priority",
    "count_open_alarms",
    "end_suppression",
    "find_answer",
    "get_alarm",
    "get_dead_letter",
    "get_point",
    "history_buckets",
    "history_last",
    "history_raw",
    "ingest",
    "iterate_history",
    "keep_answer",
    "latest_values",
    "list_alarms",
    "list_alarms_after",
    "list_dead_letters",
    "list_device_states",
    "list_enterprise_states",
    "list_limits",
    "list_next_sequences",
    "list_offline_enterprises",
    "list_partitions",
    "list_points",
    "list_suppressions",
    "list_transitions",
    "load_point_directory",
    "may",
    "newest_revision",
    "newest_source_time",
    "online_states",
    "reset_alarm",
    "save_points",
    "suppress",
]
