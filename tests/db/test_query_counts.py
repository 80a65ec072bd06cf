"""Pages make the number of queries that is written down, and no more with more rows."""

import tomllib
from pathlib import Path

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from tests.support.alarm_rows import keep_alarm
from tests.support.pages import logged_in
from tests.support.points import keep_points

pytestmark = pytest.mark.django_db
BUDGET: dict[str, int] = tomllib.loads(
    (Path(__file__).parent / "query_counts.toml").read_text(encoding="utf-8")
)


def queries(client: Client, address: str) -> int:
    client.get(address)
    with CaptureQueriesContext(connection) as captured:
        assert client.get(address).status_code == 200
    return len(captured)


@pytest.mark.parametrize("address", BUDGET)
def test_a_page_makes_the_queries_written_down_with_few_and_many_rows(address: str) -> None:
    codes = keep_points(20)
    client = logged_in("administrator")
    for code in codes[:2]:
        keep_alarm(code)
    few = queries(client, address)
    for code in codes[2:]:
        keep_alarm(code)
    many = queries(client, address)
    assert (few, many) == (BUDGET[address], BUDGET[address])
