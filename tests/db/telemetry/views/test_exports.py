import csv
import io
from typing import Any

import pytest
from django.test import Client
from openpyxl import load_workbook
from tests.support.alarm_rows import keep_alarm
from tests.support.pages import logged_in
from tests.support.points import keep_points

from anlan.telemetry.models import Point

pytestmark = pytest.mark.django_db


@pytest.fixture
def reader() -> Client:
    return logged_in("regulator")


def body(answer: Any) -> bytes:
    return b"".join(answer.streaming_content) if answer.streaming else bytes(answer.content)


def test_csv_has_the_filtered_alarms_with_units_and_china_time(reader: Client) -> None:
    one, two = keep_points(2)
    keep_alarm(one)
    keep_alarm(two, priority=1)
    text = body(reader.get("/alarms/export.csv?priority=4")).decode("utf-8-sig")
    (row,) = csv.DictReader(io.StringIO(text))
    assert (row["Point code"], row["Value"], row["Unit"]) == (one, "9.4", "m")
    assert row["Raised (China time)"] == "2026-11-24 15:55:00"


def test_a_name_cannot_become_a_formula(reader: Client) -> None:
    (code,) = keep_points(1)
    Point.objects.update(name="=HYPERLINK(1)")
    keep_alarm(code)
    assert b"'=HYPERLINK(1)" in body(reader.get("/alarms/export.csv"))
    sheet = load_workbook(io.BytesIO(body(reader.get("/alarms/export.xlsx")))).active
    assert sheet["F2"].data_type == "s"


def test_xlsx_has_numbers_and_times_as_such(reader: Client) -> None:
    keep_alarm(keep_points(1)[0])
    answer = reader.get("/alarms/export.xlsx")
    assert "attachment" in answer["Content-Disposition"]
    sheet = load_workbook(io.BytesIO(body(answer))).active
    rows = list(sheet.values)
    assert rows[1][9] == 9.4
    assert str(rows[1][13]) == "2026-11-24 15:55:00"


def test_readings_of_nothing_are_an_empty_sheet_and_a_wrong_time_is_told(reader: Client) -> None:
    (code,) = keep_points(1)
    address = f"/points/{code}/readings.xlsx"
    span = "since=2026-11-24T00:00:00Z&until=2026-11-24T01:00:00Z"
    sheet = load_workbook(io.BytesIO(body(reader.get(f"{address}?{span}")))).active
    assert len(list(sheet.values)) == 1
    for wrong in ("", "since=x&until=y", "since=2026-11-24T00:00:00&until=2026-11-24T01:00:00"):
        assert reader.get(f"{address}?{wrong}").status_code == 400
    assert logged_in("auditor", division_code="370300").get(f"{address}?{span}").status_code == 404
