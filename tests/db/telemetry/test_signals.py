from typing import Any

import pytest
from django.db import transaction

from anlan.telemetry.signals import Outlets, announce, announce_points


@pytest.fixture
def heard(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    words: list[Any] = []
    monkeypatch.setattr(Outlets, "alarms", staticmethod(words.append))
    monkeypatch.setattr(Outlets, "points", staticmethod(lambda: words.append("points")))
    return words


@pytest.mark.django_db(transaction=True)
def test_nothing_is_said_before_the_commit_and_nothing_after_a_roll_back(heard: list[Any]) -> None:
    with transaction.atomic():
        announce(["row"])  # type: ignore[list-item]
        announce_points()
        assert heard == []
    assert heard == [["row"], "points"]
    with transaction.atomic():
        announce(["other"])  # type: ignore[list-item]
        transaction.set_rollback(True)
    assert len(heard) == 2


@pytest.mark.django_db(transaction=True)
def test_no_rows_are_no_message(heard: list[Any]) -> None:
    announce([])
    assert heard == []
