"""The life cycle of an alarm as one table: state and event to next state.

Standard: ANSI/ISA-18.2-2016, IEC 62682 (state model; `[mem]` for the latched variants).
Suppression (shelved, out of service, by design) is an overlay and not a state: the condition is tracked
underneath it. Everything about moving between states is decided here and nowhere else.
"""

from enum import StrEnum


class State(StrEnum):
    """Where an alarm stands."""

    UNACK_ALM = "unack_alm"
    ACKED_ALM = "acked_alm"
    RTN_UNACK = "rtn_unack"
    LATCH_UNACK = "latch_unack"
    LATCH_ACKED = "latch_acked"
    NORM = "norm"


class Event(StrEnum):
    """What moves an alarm."""

    RAISE = "raise"
    ESCALATE = "escalate"
    DEESCALATE = "deescalate"
    RETURN = "return"
    RETURN_LATCHED = "return_latched"
    ACKNOWLEDGE = "acknowledge"
    RE_ALARM = "re_alarm"
    RESET = "reset"


TABLE: dict[tuple[State, Event], State] = {
    (State.NORM, Event.RAISE): State.UNACK_ALM,
    (State.UNACK_ALM, Event.ESCALATE): State.UNACK_ALM,
    (State.UNACK_ALM, Event.DEESCALATE): State.UNACK_ALM,
    (State.UNACK_ALM, Event.ACKNOWLEDGE): State.ACKED_ALM,
    (State.UNACK_ALM, Event.RETURN): State.RTN_UNACK,
    (State.UNACK_ALM, Event.RETURN_LATCHED): State.LATCH_UNACK,
    (State.ACKED_ALM, Event.ESCALATE): State.UNACK_ALM,
    (State.ACKED_ALM, Event.DEESCALATE): State.ACKED_ALM,
    (State.ACKED_ALM, Event.RE_ALARM): State.UNACK_ALM,
    (State.ACKED_ALM, Event.RETURN): State.NORM,
    (State.ACKED_ALM, Event.RETURN_LATCHED): State.LATCH_ACKED,
    (State.RTN_UNACK, Event.RAISE): State.UNACK_ALM,
    (State.RTN_UNACK, Event.ACKNOWLEDGE): State.NORM,
    (State.LATCH_UNACK, Event.RAISE): State.UNACK_ALM,
    (State.LATCH_UNACK, Event.ACKNOWLEDGE): State.LATCH_ACKED,
    (State.LATCH_ACKED, Event.RAISE): State.UNACK_ALM,
    (State.LATCH_ACKED, Event.RESET): State.NORM,
}
"""Every allowed move; `NORM` ends the record. What is not listed is refused."""

ACTIVE = frozenset({State.UNACK_ALM, State.ACKED_ALM})
"""The condition holds now."""
UNACKNOWLEDGED = frozenset({State.UNACK_ALM, State.RTN_UNACK, State.LATCH_UNACK})
"""Somebody still has to acknowledge."""


class MoveRefusedError(Exception):
    """The alarm is in a state in which this cannot be done.

    Attributes:
        state: Where it stands. event: What was asked.
    """

    def __init__(self, state: str, event: str) -> None:
        super().__init__(f"an alarm in state {state} cannot {event}")
        self.state = state
        self.event = event


def next_state(state: str, event: Event) -> State:
    """Return the state after an event.

    Raises:
        MoveRefusedError: The table has no such move.
    """
    try:
        return TABLE[State(state), event]
    except KeyError:
        raise MoveRefusedError(state, event) from None


def may(state: str, event: Event) -> bool:
    """Return whether the event is allowed in this state."""
    return (State(state), event) in TABLE
