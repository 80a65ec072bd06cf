from datetime import UTC, datetime, timedelta

import pytest
from tests.support.records import NOW, keep_enterprises

from anlan.bus.port import LogEntry
from anlan.contracts.deadletters import DeadLetter as Letter
from anlan.contracts.deadletters import Reason, encode
from anlan.kernel.instants import to_micros
from anlan.telemetry.actions import deadletters
from anlan.telemetry.actions.deadletters import drop_old_dead_letters, file_dead_letters, newest_filed
from anlan.telemetry.api import DeadLetter

pytestmark = pytest.mark.django_db


def entry(sequence: int, *, owner: str = "", detail: str = "bad", at: datetime = NOW) -> LogEntry:
    letter = Letter("mqtt", Reason.WRONG_SCHEMA, detail, "hz/37/x/y/rts", owner, to_micros(at), b"\0raw", 4)
    return LogEntry("DEADLETTERS", sequence, "anlan.deadletters.mqtt", encode(letter), {}, at)


def test_letters_are_filed_with_the_division_of_their_sender() -> None:
    (code,) = keep_enterprises("370502")
    assert file_dead_letters(entries=[entry(1, owner=code), entry(2)]) == 2
    assert list(DeadLetter.objects.order_by("sequence").values_list("division_code", flat=True)) == [
        "370502",
        "",
    ]
    assert newest_filed() == 2


def test_the_same_entry_is_filed_once() -> None:
    file_dead_letters(entries=[entry(1), entry(2)])
    file_dead_letters(entries=[entry(2), entry(3)])
    assert DeadLetter.objects.count() == 3


def test_a_stream_made_anew_is_told_from_the_old_one() -> None:
    file_dead_letters(entries=[entry(1)])
    file_dead_letters(entries=[entry(1, at=NOW + timedelta(hours=1))])
    assert DeadLetter.objects.count() == 2


def test_a_text_with_nul_can_be_kept() -> None:
    file_dead_letters(entries=[entry(1, detail="a\0b")])
    assert DeadLetter.objects.get().detail == "a\N{SYMBOL FOR NULL}b"


def test_what_is_no_letter_is_passed_over() -> None:
    rubbish = LogEntry("DEADLETTERS", 1, "anlan.deadletters.mqtt", b"?", {}, datetime.now(UTC))
    assert file_dead_letters(entries=[rubbish]) == 0


def test_old_and_surplus_letters_go(monkeypatch: pytest.MonkeyPatch) -> None:
    file_dead_letters(entries=[entry(1, at=NOW - timedelta(days=31)), *(entry(i) for i in range(2, 8))])
    monkeypatch.setattr(deadletters, "KEPT_ROWS", 4)
    assert drop_old_dead_letters(now=NOW) == 3
    assert sorted(DeadLetter.objects.values_list("sequence", flat=True)) == [4, 5, 6, 7]
