"""Tables as files: CSV for programs and people, XLSX for people. No cell becomes a formula."""

import csv
import io
from collections.abc import Iterable, Iterator
from datetime import datetime
from itertools import islice
from math import isnan
from typing import Any

import xlsxwriter
from django.http import HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.utils import timezone

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def table_file(kind: str, name: str, heading: list[str], rows: Iterable[list[Any]]) -> HttpResponseBase:
    """Return a table as a download.

    Args:
        kind: `csv` (streamed, with the mark that makes Excel read UTF-8) or `xlsx`.
        name: Of the file, without time and suffix.
        heading: One text for each column.
        rows: Text, numbers, naive local datetimes; None and NaN are empty.
    """
    stamp = timezone.localtime().strftime("%Y%m%d-%H%M%S")
    response: HttpResponseBase
    if kind == "csv":
        response = StreamingHttpResponse(_csv(heading, rows), content_type="text/csv; charset=utf-8")
    else:
        response = HttpResponse(_xlsx(heading, rows), content_type=XLSX)
    response["Content-Disposition"] = f'attachment; filename="{name}-{stamp}.{kind}"'
    return response


def _csv(heading: list[str], rows: Iterable[list[Any]]) -> Iterator[bytes]:
    source = iter(rows)
    yield "\ufeff".encode() + _csv_lines([heading])
    while chunk := list(islice(source, 1000)):
        yield _csv_lines(chunk)


def _csv_lines(rows: list[list[Any]]) -> bytes:
    sink = io.StringIO()
    csv.writer(sink).writerows([[_harmless(cell) for cell in row] for row in rows])
    return sink.getvalue().encode()


def _harmless(cell: Any) -> Any:
    """Return text that a spreadsheet does not take for a formula."""
    return f"'{cell}" if isinstance(cell, str) and cell[:1] in "=+-@\t\r" and cell else cell


def _xlsx(heading: list[str], rows: Iterable[list[Any]]) -> bytes:
    sink = io.BytesIO()
    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(sink, options) as book:
        sheet = book.add_worksheet()
        times = book.add_format({"num_format": "yyyy-mm-dd hh:mm:ss"})
        sheet.set_column(0, len(heading), 20)
        sheet.freeze_panes(1, 0)
        sheet.write_row(0, 0, heading, book.add_format({"bold": True}))
        for number, row in enumerate(rows, start=1):
            for column, cell in enumerate(row):
                if isinstance(cell, datetime):
                    sheet.write_datetime(number, column, cell, times)
                elif cell is not None and not (isinstance(cell, float) and isnan(cell)):
                    sheet.write(number, column, cell)
    return sink.getvalue()
