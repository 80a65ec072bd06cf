"""Under load every kind of process is killed at random moments; nothing acknowledged is lost or changed."""

from pathlib import Path

import pytest

from tests.chaos.stack import stack_in
from tests.chaos.storms import begin_storm

pytestmark = [pytest.mark.chaos, pytest.mark.timeout(1800)]
VICTIMS = ("worker-1", "gateway", "nats-1", "postgres", "web")


def test_kills_lose_nothing_and_change_no_alarm(open_folder: Path, kills: int) -> None:
    with stack_in(open_folder / "var") as stack:
        storm = begin_storm(stack)
        storm.kill_at_random(VICTIMS, kills)
        storm.assert_nothing_lost()
