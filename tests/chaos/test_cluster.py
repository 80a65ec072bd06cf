"""Three brokers with streams kept three times, and two workers: the loss of one broker loses nothing."""

from pathlib import Path

import pytest

from tests.chaos.stack import stack_in
from tests.chaos.storms import begin_storm

pytestmark = [pytest.mark.chaos, pytest.mark.timeout(1800)]
BROKERS = ("nats-1", "nats-2", "nats-3")


def test_killing_any_broker_of_three_loses_nothing(open_folder: Path, kills: int) -> None:
    with stack_in(open_folder / "var", "--brokers", "3", "--workers", "2") as stack:
        storm = begin_storm(stack, BROKERS)
        storm.kill_at_random(BROKERS, kills)
        storm.assert_nothing_lost()
