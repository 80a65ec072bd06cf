"""A run through a platform while its processes are killed, and the same run through a calm one."""

import random
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from threading import Event

from tests.chaos.outcome import alarms_of, differences
from tests.chaos.plants import Plant
from tests.chaos.seeding import Account
from tests.chaos.stack import Stack
from tests.chaos.timing import Run
from tests.support.waiting import wait_until

SEED = 20261124
SETTLE_S = 180
PAUSE_S = (0.2, 2.5)
"""Random time between two kills [s]: some hit a platform that is still recovering."""


@dataclass(frozen=True, slots=True)
class Storm:
    """A platform with plants that report; made by `begin_storm`."""

    stack: Stack
    accounts: dict[str, list[Account]]
    plants: list[Plant]
    brokers: Sequence[str]

    def kill_at_random(self, victims: Sequence[str], kills: int) -> None:
        """Kill each process so often, in random order at random moments, and wait until all are back."""
        dice = random.Random(SEED)
        order = [name for name in victims for _ in range(kills)]
        dice.shuffle(order)
        for name in order:
            Event().wait(dice.uniform(*PAUSE_S))
            self.stack.kill(name)
        for name in victims:
            self.stack.wait_for(name)

    def assert_nothing_lost(self) -> None:
        """End the run: the lake has exactly what was acknowledged, the alarms are those of a calm run."""
        assert settle(self.stack, self.plants) == []
        calm = [
            replace(plant.run, name="calm", pace_s=0.01, length=len(plant.acknowledged))
            for plant in self.plants
        ]
        others = start_plants(self.stack, self.accounts["calm"], calm, self.brokers)
        assert settle(self.stack, others) == []
        assert [plant.acknowledged for plant in others] == [plant.acknowledged for plant in self.plants]
        expected = settled_alarms(self.stack, others)
        assert expected
        assert settled_alarms(self.stack, self.plants, expected) == expected


def begin_storm(stack: Stack, brokers: Sequence[str] = ("nats-1",)) -> Storm:
    """Let plants report, through these brokers in turn, from now on."""
    accounts = stack.seed()
    begun = datetime.now(UTC).replace(microsecond=0) - timedelta(hours=2)
    run = Run("storm", begun, timedelta(seconds=1), pace_s=0.05)
    plants = start_plants(stack, accounts["storm"], [run] * len(accounts["storm"]), brokers)
    return Storm(stack, accounts, plants, brokers)


def start_plants(
    stack: Stack, accounts: Sequence[Account], runs: Sequence[Run], brokers: Sequence[str]
) -> list[Plant]:
    """Start a plant for each account."""
    addresses = [stack.mqtt_address(brokers[number % len(brokers)]) for number in range(len(accounts))]
    plants = [Plant(*facts) for facts in zip(accounts, addresses, runs, strict=True)]
    for plant in plants:
        plant.start()
    return plants


def settle(stack: Stack, plants: Sequence[Plant]) -> list[str]:
    """Finish the run and wait until the lake has everything; return what is still wrong after a while."""
    for plant in plants:
        plant.finish(SETTLE_S)
    problems: list[str] = ["not looked yet"]

    def complete() -> bool:
        problems[:] = differences(stack.var / "lake", stack.database_url(), plants)
        return not problems

    with suppress(AssertionError):
        wait_until(complete, "the lake is complete", timeout_s=SETTLE_S / 3, every_s=1)
    return problems


def settled_alarms(
    stack: Stack, plants: Sequence[Plant], expected: object = None
) -> list[tuple[object, ...]]:
    """Return the alarm records once they no longer change, or are what is expected."""
    seen: list[tuple[object, ...]] = []

    def steady() -> bool:
        before = list(seen)
        seen[:] = alarms_of(stack.database_url(), plants[0].run, plants)
        return bool(seen) and (seen == before if expected is None else seen == expected)

    with suppress(AssertionError):
        wait_until(steady, "the alarms are settled", timeout_s=20, every_s=2)
    return seen
