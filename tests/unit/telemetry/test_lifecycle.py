import pytest

from anlan.telemetry.lifecycle import (
    ACTIVE,
    TABLE,
    UNACKNOWLEDGED,
    Event,
    MoveRefusedError,
    State,
    may,
    next_state,
)


def run(*events: Event) -> State:
    state = State.NORM
    for event in events:
        state = next_state(state, event)
    return state


def test_acknowledged_then_returned_is_closed() -> None:
    assert run(Event.RAISE, Event.ACKNOWLEDGE, Event.RETURN) is State.NORM


def test_returned_then_acknowledged_is_closed() -> None:
    assert run(Event.RAISE, Event.RETURN) is State.RTN_UNACK
    assert run(Event.RAISE, Event.RETURN, Event.ACKNOWLEDGE) is State.NORM


def test_escalation_asks_for_acknowledgement_again_and_easing_does_not() -> None:
    assert run(Event.RAISE, Event.ACKNOWLEDGE, Event.ESCALATE) is State.UNACK_ALM
    assert run(Event.RAISE, Event.ACKNOWLEDGE, Event.DEESCALATE) is State.ACKED_ALM


def test_a_latched_alarm_needs_acknowledgement_and_reset() -> None:
    assert run(Event.RAISE, Event.RETURN_LATCHED, Event.ACKNOWLEDGE) is State.LATCH_ACKED
    assert run(Event.RAISE, Event.RETURN_LATCHED, Event.ACKNOWLEDGE, Event.RESET) is State.NORM


def test_a_re_alarm_asks_again() -> None:
    assert run(Event.RAISE, Event.ACKNOWLEDGE, Event.RE_ALARM) is State.UNACK_ALM


@pytest.mark.parametrize("state", State)
@pytest.mark.parametrize("event", Event)
def test_what_the_table_does_not_list_is_refused(state: State, event: Event) -> None:
    if (state, event) in TABLE:
        assert may(state, event)
        assert next_state(state, event) is TABLE[state, event]
    else:
        assert not may(state, event)
        with pytest.raises(MoveRefusedError):
            next_state(state, event)


def test_from_every_state_the_record_can_be_closed() -> None:
    reached = {State.NORM}
    while grown := {s for (s, _), to in TABLE.items() if to in reached} - reached:
        reached |= grown
    assert reached == set(State)


def test_a_raise_is_always_unacknowledged_and_active() -> None:
    assert {to for (_, event), to in TABLE.items() if event is Event.RAISE} == ACTIVE & UNACKNOWLEDGED
