"""Beginning without a checkpoint: the open alarms say which conditions hold."""

from anlan.kernel.instants import to_micros
from anlan.telemetry.evaluation.bits import DATA_SIDE, INNER
from anlan.telemetry.evaluation.engine import Engine
from anlan.telemetry.evaluation.judgement import BITS, DATA
from anlan.telemetry.evaluation.transitions import SIDE_NAMES
from anlan.telemetry.models import Alarm


def adopt_alarms(partition: int, engine: Engine) -> int:
    """Set the conditions of a fresh engine to what the open alarms of a partition say; return how many.

    Delays that had begun are forgotten; nothing that was told is taken back.
    """
    alarms = Alarm.objects.filter(partition=partition, closed_at=None).exclude(current_status="NORMAL")
    places = {int(point): slot for slot, point in enumerate(engine.judgement.point)}
    adopted = [alarm for alarm in alarms.order_by("pk") if alarm.point_id in places]
    for alarm in adopted:
        _adopt(alarm, places[alarm.point_id], engine)
    return len(adopted)


def _adopt(alarm: Alarm, slot: int, engine: Engine) -> None:
    state, side = engine.state, SIDE_NAMES.index(alarm.side)
    if alarm.current_status == "STALE":
        state.stale[slot] = True
        return
    bit = DATA if side == DATA_SIDE else BITS.index(alarm.current_status)
    for conditions in (state.now, state.base):
        conditions.active[slot, bit] = True
        inner = INNER.get(bit)
        if inner is not None and engine.judgement.threshold[slot, inner] < float("inf"):
            conditions.active[slot, inner] = True
        conditions.onset[slot, side] = to_micros(alarm.raised_at)
    if side < DATA_SIDE and alarm.peak_value is not None:
        state.peak[slot, side] = alarm.peak_value
