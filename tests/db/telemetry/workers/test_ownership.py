from collections.abc import Callable, Iterator
from contextlib import suppress
from typing import Any

import psycopg
import pytest
from django.db import connection
from tests.support.waiting import wait_until

from anlan.telemetry.workers.ownership import DEAD_LETTER_DUTY, Ownership

pytestmark = pytest.mark.django_db(transaction=True)
PARTITIONS = 4


@pytest.fixture
def worker() -> Iterator[Callable[[], Ownership]]:
    made: list[Ownership] = []

    def make() -> Ownership:
        names = ("host", "port", "dbname", "user", "password")
        known: dict[str, Any] = connection.get_connection_params()
        made.append(Ownership({name: known[name] for name in names if known.get(name)}, PARTITIONS))
        return made[-1]

    yield make
    for one in made:
        with suppress(psycopg.Error):
            one.close()


def test_one_worker_takes_everything(worker: Callable[[], Ownership]) -> None:
    assert worker().balance() == ({0, 1, 2, 3}, set())


def test_a_second_worker_gets_its_share_once_the_first_gives_it_up(worker: Callable[[], Ownership]) -> None:
    first, second = worker(), worker()
    first.balance()
    assert second.balance() == (set(), set())
    gained, surplus = first.balance()
    assert (gained, len(surplus)) == (set(), 2)
    assert second.balance()[0] == set(), "what is to be given up stays locked until its work has ended"
    first.release(surplus)
    assert second.balance()[0] == surplus
    assert first.owned | second.owned == set(range(PARTITIONS))
    assert not first.owned & second.owned


def test_the_partitions_of_a_worker_that_dies_are_free_for_the_others(
    worker: Callable[[], Ownership],
) -> None:
    first, second = worker(), worker()
    first.balance()
    pid = first._connection.info.backend_pid
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_terminate_backend(%s)", [pid])
    wait_until(
        lambda: second.balance() and len(second.owned) == PARTITIONS, "the other worker has everything"
    )
    with pytest.raises(psycopg.Error):
        first.balance()


def test_a_duty_is_one_workers_at_a_time(worker: Callable[[], Ownership]) -> None:
    first, second = worker(), worker()
    assert first.take_duty(DEAD_LETTER_DUTY)
    assert first.take_duty(DEAD_LETTER_DUTY)
    assert not second.take_duty(DEAD_LETTER_DUTY)
    first.close()
    wait_until(lambda: second.take_duty(DEAD_LETTER_DUTY), "the other worker has the duty")
