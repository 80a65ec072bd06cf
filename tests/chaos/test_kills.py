"""Under load every kind of process is killed at random moments; nothing acknowledged is lost or changed."""

import random
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from threading import Event

import pytest

from anlan.project.runtime import running
from tests.chaos.outcome import alarms_of, differences
from tests.chaos.plants import Plant
from tests.chaos.seeding import Account
from tests.chaos.stack import Stack, stack_in
from tests.chaos.timing import Run
from tests.support.waiting import wait_until

pytestmark = [pytest.mark.chaos, pytest.mark.timeout(1800)]

SEED = 20261124
VICTIMS = ("worker-1", "gateway", "nats-1", "postgres", "web")
SETTLE_S = 180
PAUSE_S = (0.2, 2.5)
"""Random time between two kills [s]: some hit a platform that is still recovering."""


def start_plants(stack: Stack, accounts: Sequence[Account], runs: Sequence[Run]) -> list[Plant]:
    plants = [Plant(account, stack.mqtt_address(), run) for account, run in zip(accounts, runs, strict=True)]
    for plant in plants:
        plant.start()
    return plants


def settle(stack: Stack, plants: Sequence[Plant], database_url: str) -> list[str]:
    """Finish the run and wait until the lake has everything; return what is still wrong after a while."""
    for plant in plants:
        plant.finish(SETTLE_S)
    problems: list[str] = ["not looked yet"]

    def complete() -> bool:
        problems[:] = differences(stack.var / "lake", database_url, plants)
        return not problems

    with suppress(AssertionError):
        wait_until(complete, "the lake is complete", timeout_s=SETTLE_S / 3, every_s=1)
    return problems


def settled_alarms(
    database_url: str, plants: Sequence[Plant], calm: object = None
) -> list[tuple[object, ...]]:
    """Return the alarm records once they no longer change, or equal those of the other run."""
    seen: list[tuple[object, ...]] = []

    def steady() -> bool:
        before = list(seen)
        seen[:] = alarms_of(database_url, plants[0].run, plants)
        return bool(seen) and (seen == calm if calm is not None else seen == before)

    with suppress(AssertionError):
        wait_until(steady, "the alarms are settled", timeout_s=20, every_s=2)
    return seen


def kill_at_random(stack: Stack, kills: int) -> list[str]:
    """Kill each kind of process so often, in random order at random moments; return the order."""
    dice = random.Random(SEED)
    order = [name for name in VICTIMS for _ in range(kills)]
    dice.shuffle(order)
    for name in order:
        Event().wait(dice.uniform(*PAUSE_S))
        stack.kill(name)
    for name in VICTIMS:
        stack.wait_for(name)
    return order


def database_of(stack: Stack) -> str:
    found = running.find(stack.var / "run", "postgres")
    assert found
    return found.url


@pytest.fixture(scope="module")
def stack(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    with stack_in(tmp_path_factory.mktemp("kills") / "var") as stack:
        yield stack


def test_kills_lose_nothing_and_change_no_alarm(stack: Stack, kills: int) -> None:
    accounts = stack.seed()
    url = database_of(stack)
    begun = datetime.now(UTC).replace(microsecond=0) - timedelta(hours=2)
    storm = Run("storm", begun, timedelta(seconds=1), pace_s=0.05)
    plants = start_plants(stack, accounts["storm"], [storm] * len(accounts["storm"]))
    order = kill_at_random(stack, kills)
    assert len(order) == kills * len(VICTIMS)
    assert settle(stack, plants, url) == []

    calm = [replace(storm, name="calm", pace_s=0.01, length=len(plant.acknowledged)) for plant in plants]
    others = start_plants(stack, accounts["calm"], calm)
    assert settle(stack, others, url) == []
    assert [plant.acknowledged for plant in others] == [plant.acknowledged for plant in plants]

    expected = settled_alarms(url, others)
    assert expected
    assert settled_alarms(url, plants, expected) == expected
