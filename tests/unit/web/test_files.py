import io
from datetime import datetime
from typing import Any

import pytest
from openpyxl import load_workbook

from anlan.web.files import table_file

ROWS: list[list[Any]] = [["=1+1", 2.5, None], ["a,b", float("nan"), datetime(2026, 11, 24, 16)]]  # noqa: DTZ001


def body(kind: str) -> bytes:
    answer: Any = table_file(kind, "t", ["Text", "Number", "Time"], ROWS)
    return b"".join(answer.streaming_content) if answer.streaming else bytes(answer.content)


def test_csv_quotes_and_disarms() -> None:
    lines = body("csv").decode("utf-8-sig").splitlines()
    assert lines[:2] == ["Text,Number,Time", "'=1+1,2.5,"]
    assert lines[2].startswith('"a,b",')


def test_xlsx_keeps_numbers_and_times_and_has_no_formula() -> None:
    sheet = load_workbook(io.BytesIO(body("xlsx"))).active
    assert sheet is not None
    assert [cell.value for cell in sheet[2]] == ["=1+1", 2.5, None]
    assert sheet["A2"].data_type == "s"
    assert sheet["C3"].value == datetime(2026, 11, 24, 16)  # noqa: DTZ001


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_it_is_a_download(kind: str) -> None:
    assert table_file(kind, "t", [], [])["Content-Disposition"].startswith('attachment; filename="t-')
