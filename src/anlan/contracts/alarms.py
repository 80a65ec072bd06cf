"""The alarm row as pages, the API and live events carry it: whole, with a growing revision.

A receiver that keeps the row with the larger `revision` always ends with what the database has.
"""

from dataclasses import dataclass
from datetime import datetime

import msgspec


@dataclass(frozen=True, slots=True)
class AlarmChanged:
    """One alarm as it now stands.

    Attributes:
        id: Alarm id. revision: Grows with every change of any alarm; newer wins.
        point_id, point_code, point_name: The point; `unit` is the unit of every value here.
        enterprise_id, enterprise_name, division_code: Whose it is (GB/T 2260 code).
        quantity: Quantity code of the point (hazchem.md 2.1: LT, TT, PT, GT-F ...).
        side: "high", "low" or "data".
        state: ISA-18.2 state: unack_alm, acked_alm, rtn_unack, norm.
        suppression: "", "shelved", "out_of_service" or "by_design".
        start_status, current_status, worst_status: LL, L, NORMAL, H, HH, or data status.
        priority: 1 low, 2 medium, 3 high, 4 highest.
        limit, value, peak_value: Limit now crossed, newest value at a change, extreme so far.
        raised_at, changed_at, returned_at, acked_at, closed_at: Source or action time, aware UTC.
        acked_by: Name of who acknowledged, "" if nobody.
    """

    id: int
    revision: int
    point_id: int
    point_code: str
    point_name: str
    unit: str
    quantity: str
    enterprise_id: int
    enterprise_name: str
    division_code: str
    side: str
    state: str
    suppression: str
    start_status: str
    current_status: str
    worst_status: str
    priority: int
    limit: float | None
    value: float | None
    peak_value: float | None
    raised_at: datetime
    changed_at: datetime
    returned_at: datetime | None
    acked_at: datetime | None
    acked_by: str
    closed_at: datetime | None


def encode(row: AlarmChanged) -> bytes:
    """Return the row as JSON."""
    return msgspec.json.encode(row)


def decode(data: bytes) -> AlarmChanged:
    """Return the row in JSON bytes.

    Raises:
        msgspec.DecodeError: Not an alarm row.
    """
    return msgspec.json.decode(data, type=AlarmChanged)
