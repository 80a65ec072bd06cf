from datetime import UTC, datetime
from math import nan

import pytest

from anlan.web.templatetags import shell


@pytest.mark.parametrize(
    ("value", "shown"),
    [(None, "—"), (nan, "—"), (12.0, "12"), (0.123456, "0.1235"), (1234567.0, "1235000"), (-3.1, "-3.1")],
)
def test_a_number_has_four_figures_and_no_needless_zeros(value: float | None, shown: str) -> None:
    assert shell.number(value) == shown


def test_a_moment_is_shown_in_china_time_with_the_exact_instant() -> None:
    shown = shell.moment(datetime(2026, 11, 24, 19, 0, tzinfo=UTC))
    assert shown == '<time datetime="2026-11-24T19:00:00+00:00">2026-11-25 03:00:00</time>'


def test_an_icon_is_drawn_inline_and_hidden_from_screen_readers() -> None:
    assert 'aria-hidden="true"' in shell.icon("bell")
    assert "<path" in shell.icon("bell")


def test_the_import_map_is_the_text_that_its_hash_allows() -> None:
    assert shell.import_map_text() in shell.import_map()
    assert shell.import_map_hash().startswith("'sha256-")
