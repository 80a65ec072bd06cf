from dataclasses import replace
from datetime import timedelta

import pytest
from django.db import connection
from tests.support.records import NOW, platform

from anlan.records.access.actions.audit import Deed, record_audits
from anlan.records.access.actors import ANONYMOUS, PermissionDeniedError
from anlan.records.access.queries.trail import (
    Finding,
    Head,
    TrailFilter,
    export_trail,
    list_trail,
    verify_trail,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def head() -> Head:
    deeds = [Deed("thing", str(number), {"n": number}) for number in range(1, 6)]
    record_audits(actor=platform(), action="thing.done", deeds=deeds, now=NOW)
    return verify_trail()[0]


def tamper(statement: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        cursor.execute(statement)
        cursor.execute("SET LOCAL session_replication_role = DEFAULT")


def findings(anchor: Head | None = None) -> list[Finding]:
    return verify_trail(anchor=anchor)[1]


def test_an_untouched_trail_is_unbroken(head: Head) -> None:
    assert head.sequence == 5
    assert findings(head) == []


@pytest.mark.parametrize(
    "change",
    ["actor_name = 'x'", "detail = '{}'", "at = now()", "subject_id = '9'", "digest = repeat('0', 64)"],
)
def test_a_changed_row_is_found(head: Head, change: str) -> None:
    tamper("UPDATE access_auditentry SET " + change + " WHERE sequence = 3")  # noqa: S608 -- written above
    assert 3 in {finding.sequence for finding in findings()}


def test_a_removed_row_is_found(head: Head) -> None:
    tamper("DELETE FROM access_auditentry WHERE sequence = 3")
    assert findings()[0] == Finding(3, "rows missing up to 3")


def test_a_row_removed_and_the_rest_renumbered_is_found(head: Head) -> None:
    tamper("DELETE FROM access_auditentry WHERE sequence = 3")
    tamper("UPDATE access_auditentry SET sequence = 3 WHERE sequence = 4")
    tamper("UPDATE access_auditentry SET sequence = 4 WHERE sequence = 5")
    assert findings()


def test_an_inserted_row_is_found(head: Head) -> None:
    tamper(
        "INSERT INTO access_auditentry SELECT 6, at, actor_kind, actor_id, 'x', action, subject_kind,"
        " subject_id, detail, address, digest FROM access_auditentry WHERE sequence = 5"
    )
    assert findings()[0].sequence == 6


def test_swapped_rows_are_found(head: Head) -> None:
    tamper("UPDATE access_auditentry SET sequence = sequence * 10 WHERE sequence IN (2, 3)")
    tamper("UPDATE access_auditentry SET sequence = 2 WHERE sequence = 30")
    tamper("UPDATE access_auditentry SET sequence = 3 WHERE sequence = 20")
    assert findings()


def test_a_cut_tail_is_found_by_the_anchor_only(head: Head) -> None:
    tamper("DELETE FROM access_auditentry WHERE sequence > 3")
    assert findings() == []
    assert findings(head) == [Finding(5, "cut off: the anchor names a row that is gone")]


def test_a_rewritten_chain_is_found_by_the_anchor(head: Head) -> None:
    assert findings(replace(head, digest="0" * 64))[0].what.startswith("differs from the anchor")


def test_later_rows_do_not_disturb_the_anchor(head: Head) -> None:
    record_audits(actor=platform(), action="thing.done", deeds=[Deed("thing", "6")], now=NOW)
    assert findings(head) == []


def test_the_list_is_filtered_and_newest_first(head: Head) -> None:
    rows = list_trail(actor=platform(), where=TrailFilter(text="2", action="thing."))
    assert [row.sequence for row in rows] == [2]
    assert [row.sequence for row in list_trail(actor=platform(), where=TrailFilter())] == [5, 4, 3, 2, 1]
    late = TrailFilter(since=NOW + timedelta(seconds=1))
    assert not list_trail(actor=platform(), where=late).exists()
    assert not list_trail(actor=platform(), where=TrailFilter(until=NOW)).exists()


def test_the_trail_is_for_auditors() -> None:
    with pytest.raises(PermissionDeniedError):
        list_trail(actor=ANONYMOUS, where=TrailFilter())


def test_the_export_carries_every_row_with_its_digest(head: Head) -> None:
    rows = list(export_trail())
    assert [row["sequence"] for row in rows] == [1, 2, 3, 4, 5]
    assert rows[-1]["digest"] == head.digest
