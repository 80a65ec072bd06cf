from datetime import timedelta

from tests.support.records import NOW

from anlan.telemetry.forms.actions import LimitForm, NoteForm, ServiceForm, ShelveForm


def test_shelving_ends_after_the_hours_chosen() -> None:
    form = ShelveForm({"reason": "cleaning", "hours": "0.5"})
    assert form.is_valid()
    overlay = form.overlay("high", NOW)
    assert (overlay.kind, overlay.side, overlay.until) == ("shelved", "high", NOW + timedelta(minutes=30))
    assert not ShelveForm({"reason": "", "hours": "1"}).is_valid()
    assert not ShelveForm({"reason": "x", "hours": "1000"}).is_valid()


def test_out_of_service_names_its_permit_and_may_be_open_ended() -> None:
    form = ServiceForm({"reason": "repair", "permit": "DH-1", "hours": ""})
    assert form.is_valid()
    overlay = form.overlay(NOW)
    assert (overlay.permit, overlay.until, overlay.side) == ("DH-1", None, "")
    assert not ServiceForm({"reason": "repair", "permit": ""}).is_valid()


def test_a_limit_without_a_value_is_no_limit() -> None:
    empty = LimitForm({"HH-priority": "4"}, kind="HH")
    assert empty.is_valid()
    assert empty.spec() is None
    form = LimitForm({"HH-priority": "4", "HH-value": "9", "HH-latch": "on"}, kind="HH")
    assert form.is_valid()
    spec = form.spec()
    assert spec is not None
    assert (spec.kind, spec.value, spec.priority, spec.latch, spec.min_consecutive) == ("HH", 9.0, 4, True, 1)


def test_a_note_may_be_left_out() -> None:
    assert NoteForm({}).is_valid()
    assert not NoteForm({"note": "x" * 501}).is_valid()
