from datetime import datetime

from django.http import QueryDict

from anlan.kernel.instants import SHANGHAI
from anlan.records.places.api import DivisionName
from anlan.telemetry.forms.filters import STATES, AlarmFilterForm

DONGYING = DivisionName("370500", "东营市", "东营", 2, 118.5, 37.5)
COUNTY = DivisionName("370502", "东营区", "东营", 3, 118.5, 37.5)


def form(query: str) -> AlarmFilterForm:
    return AlarmFilterForm(QueryDict(query), divisions=[DONGYING, COUNTY])


def test_without_input_it_is_everything_open() -> None:
    found = form("").filter()
    assert found.open_only
    assert not found.priorities


def test_a_prefecture_stands_for_its_counties() -> None:
    assert form("division=3705").filter().division_prefix == "3705"
    assert form("division=370502").filter().division_prefix == "370502"
    assert form("division=99").filter().division_prefix == ""


def test_times_are_china_time() -> None:
    found = form("since=2026-11-24T03:00&until=2026-11-25T03:00").filter()
    assert found.since == datetime(2026, 11, 24, 3, 0, tzinfo=SHANGHAI)
    assert form("since=2026-11-24T03:00").as_json(None)["since"] == "2026-11-24T03:00:00+08:00"


def test_the_live_page_gets_the_same_filter() -> None:
    found = form("state=closed&priority=4&priority=3&quantity=PT&text=T-1").as_json(7)
    assert found == {"state": "closed", "priority": [4, 3], "quantity": "PT", "text": "T-1", "enterprise": 7}


def test_every_choice_of_state_has_its_meaning() -> None:
    assert {code for code, _ in form("").fields["state"].choices} == set(STATES)  # type: ignore[attr-defined]
