import os
import threading

import pytest
from django.db import Error, connection, transaction
from tests.support.records import NOW, platform

from anlan.records.access.actions.audit import Deed, record_audits
from anlan.records.access.models import AuditEntry
from anlan.records.access.queries.trail import verify_trail


def note(subject: str = "1", **detail: object) -> None:
    deed = Deed("thing", subject, detail)
    record_audits(actor=platform(), action="thing.done", deeds=[deed], now=NOW)


@pytest.mark.django_db
def test_rows_are_numbered_and_chained() -> None:
    note(value=1.0, nan=float("nan"), big=1e22, text="安\0澜", odd="\ud800")
    note()
    head, findings = verify_trail()
    assert (head.sequence, findings) == (2, [])


@pytest.mark.django_db
def test_many_rows_take_three_queries(django_assert_num_queries: object) -> None:
    deeds = [Deed("thing", str(number)) for number in range(1000)]
    with django_assert_num_queries(3):  # type: ignore[operator]
        record_audits(actor=platform(), action="thing.done", deeds=deeds, now=NOW)
    assert verify_trail()[0].sequence == 1000


@pytest.mark.django_db(transaction=True)
def test_a_row_needs_the_transaction_of_what_it_reports() -> None:
    with pytest.raises(transaction.TransactionManagementError):
        note()


@pytest.mark.django_db(transaction=True)
def test_what_is_rolled_back_leaves_no_gap() -> None:
    with transaction.atomic():
        note()
        transaction.set_rollback(True)
    with transaction.atomic():
        note()
    assert verify_trail() == (verify_trail()[0], [])
    assert AuditEntry.objects.get().sequence == 1


@pytest.mark.django_db(transaction=True)
def test_parallel_writers_wait_for_each_other() -> None:
    def write() -> None:
        for number in range(20):
            with transaction.atomic():
                note(f"{os.getpid()}-{number}")
        connection.close()

    writers = [threading.Thread(target=write) for _ in range(4)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    head, findings = verify_trail()
    assert (head.sequence, findings) == (80, [])


@pytest.mark.django_db
@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE access_auditentry SET actor_name = 'x'",
        "DELETE FROM access_auditentry",
        "TRUNCATE access_auditentry",
    ],
)
def test_the_database_refuses_to_change_rows(statement: str) -> None:
    note()
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("ALTER TABLE access_auditentry ENABLE TRIGGER access_audit_no_truncate")
        with pytest.raises(Error, match="never changed"), transaction.atomic():
            cursor.execute(statement)
