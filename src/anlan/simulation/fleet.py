"""The simulator process: all gateways on one event loop, each with its own MQTT connection."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field

from anlan.simulation import metrics
from anlan.simulation.directing import Directing
from anlan.simulation.link import PING_S, Broker, Link
from anlan.simulation.reporting import Reporting

CONNECT_SPREAD_S = 4.0
"""The gateways connect over this time [s]."""


@dataclass(slots=True, eq=False)
class Fleet:
    """All gateways of a province, speaking.

    Attributes:
        clock_us: Time [us since epoch, UTC].
        links: By device code.
    """

    reporting: Reporting
    directing: Directing
    clock_us: Callable[[], int]
    links: dict[str, Link] = field(default_factory=dict)

    @classmethod
    def of(
        cls,
        reporting: Reporting,
        directing: Directing,
        *,
        broker: Broker,
        secret_of: Callable[[str], str],
        clock_us: Callable[[], int],
    ) -> "Fleet":
        """Return the fleet of these gateways, not yet connected.

        Args:
            reporting: What they report.
            directing: Which faults they have.
            broker: Where they connect to.
            secret_of: Password of a device code.
            clock_us: Time [us since epoch, UTC].
        """
        links = {
            edge.device_code: Link(edge, secret_of(edge.device_code), clock_us, broker)
            for edge in reporting.edges
        }
        return cls(reporting, directing, clock_us, links)

    @property
    def connected(self) -> int:
        """How many gateways are connected."""
        return sum(link.connected for link in self.links.values())

    @property
    def waiting(self) -> int:
        """How many reports are not acknowledged."""
        return sum(link.edge.waiting for link in self.links.values())

    async def run(self) -> None:
        """Speak until cancelled."""
        count = len(self.links)
        self.directing.begin(self.clock_us() / 1e6)
        async with asyncio.TaskGroup() as tasks:
            for index, link in enumerate(self.links.values()):
                tasks.create_task(link.run(CONNECT_SPREAD_S * index / count))
            tasks.create_task(self._report())
            tasks.create_task(self._direct())
            tasks.create_task(self._keep_alive())

    def close(self) -> None:
        """Hang up everywhere."""
        for link in self.links.values():
            link.close()

    async def _report(self) -> None:
        """Slot after slot on the clock's own grid; what is missed by more than an interval is skipped."""
        slots = self.reporting.slots
        step_us = max(1, round(self.reporting.pace.interval_s * 1e6 / slots))
        turn = self.clock_us() // step_us + 1
        while True:
            due_us = turn * step_us
            late_us = self.clock_us() - due_us
            if late_us > step_us * slots:
                turn = self.clock_us() // step_us
                continue
            await asyncio.sleep(max(0.0, -late_us / 1e6))
            metrics.BEHIND.set(max(0.0, late_us / 1e6))
            for edge in self.reporting.report(turn % slots, due_us):
                self.links[edge.device_code].send()
            turn += 1

    async def _direct(self) -> None:
        while True:
            self.directing.step(self.clock_us() / 1e6)
            offline = self.directing.offline_until
            for code, link in self.links.items():
                link.go_offline() if code in offline else link.go_online()
            metrics.WAITING.set(self.waiting)
            await asyncio.sleep(1.0)

    async def _keep_alive(self) -> None:
        while True:
            await asyncio.sleep(PING_S)
            for link in self.links.values():
                link.ping()
