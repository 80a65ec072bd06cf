"""Transitions of the evaluation in the words of the alarm records, and where the two disagree."""

from collections.abc import Sequence
from datetime import datetime
from math import isnan

import numpy as np

from anlan.kernel.instants import to_micros
from anlan.telemetry.actions.outputs import DATA_PRIORITY, StatusChange
from anlan.telemetry.evaluation.engine import Engine
from anlan.telemetry.evaluation.judgement import Judgement
from anlan.telemetry.evaluation.transitions import SIDE_NAMES, STATUS, Kind, Transitions
from anlan.telemetry.models import Alarm

_BIT = {(0, 1): 1, (0, 2): 0, (1, 1): 2, (1, 2): 3}


def changes_of(transitions: Transitions, judgement: Judgement) -> Sequence[StatusChange]:
    """Return transitions in the words of the alarm records."""
    t = transitions
    columns = (t.point, t.slot, t.side, t.after, t.ts, t.onset, t.value, t.peak, t.kind)
    return [
        _change(judgement, (slot, side, after), point=point, ts_us=ts, onset_us=onset, value=value,
                peak=peak, late=kind == Kind.LATE)
        for point, slot, side, after, ts, onset, value, peak, kind in zip(
            *(column.tolist() for column in columns), strict=True
        )
    ]  # fmt: skip


def list_corrections(partition: int, engine: Engine, now: datetime) -> list[StatusChange]:
    """Return the changes that make the open alarms of a partition say what its conditions say.

    Args:
        partition: Which.
        engine: Its conditions, as they are after everything that is committed.
        now: Time of the corrections.
    """
    judgement, state = engine.judgement, engine.state
    said = _open_statuses(partition)
    levels = state.levels()
    corrections = []
    for slot, side in np.argwhere(levels > 0).tolist():
        point, level = int(judgement.point[slot]), int(levels[slot, side])
        if said.pop((point, SIDE_NAMES[side]), "NORMAL") != STATUS[side][level]:
            peak = float(state.peak[slot, side]) if side < len(state.peak[slot]) else float("nan")
            corrections.append(
                _change(
                    judgement, (slot, side, level), point=point, ts_us=_ts(state.last_ts[slot], now),
                    onset_us=int(state.now.onset[slot, side]), value=float(state.last_value[slot]), peak=peak,
                )
            )  # fmt: skip
    return corrections + _ended(said, engine, now)


def _open_statuses(partition: int) -> dict[tuple[int, str], str]:
    rows = Alarm.objects.filter(partition=partition, closed_at=None).exclude(current_status="NORMAL")
    return {
        (point, side): status for point, side, status in rows.values_list("point", "side", "current_status")
    }


def _ended(said: dict[tuple[int, str], str], engine: Engine, now: datetime) -> list[StatusChange]:
    points = np.array([point for point, _ in said], np.int32)
    slots = engine.judgement.slots_of(points).tolist()
    state, ended = engine.state, []
    for (point, side), slot in zip(said, slots, strict=True):
        known = slot >= 0
        ended.append(
            StatusChange(
                point_id=point, side=side, after="NORMAL", onset_us=0, peak=None, limit=None, priority=1,
                latch=False, late=False, value=_number(float(state.last_value[slot])) if known else None,
                ts_us=_ts(state.last_ts[slot] if known else 0, now),
            )
        )  # fmt: skip
    return ended


def _change(
    judgement: Judgement, place: tuple[int, int, int], *, point: int, ts_us: int, onset_us: int,
    value: float, peak: float, late: bool = False,
) -> StatusChange:  # fmt: skip
    slot, side, level = place
    bit = _BIT.get((side, level))
    return StatusChange(
        point_id=point, side=SIDE_NAMES[side], after=STATUS[side][level], ts_us=ts_us, onset_us=onset_us,
        value=_number(value), peak=_number(peak), limit=judgement.limit_of(slot, side, level), late=late,
        priority=DATA_PRIORITY if bit is None else int(judgement.priority[slot, bit]),
        latch=bit is not None and bool(judgement.latch[slot, bit]),
    )  # fmt: skip


def _number(value: float) -> float | None:
    return None if isnan(value) else value


def _ts(ts_us: int, now: datetime) -> int:
    return int(ts_us) or to_micros(now)
