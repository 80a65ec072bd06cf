"""Several sessions as one: the broker stores what each takes side by side."""

import asyncio
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from anlan.gateways.mqtt.client import Handle, Session


@dataclass(frozen=True, slots=True)
class Sessions:
    """Sessions that work together; each is known by its place here.

    Attributes:
        all: With `number` 0, 1, 2 ... in this order.
    """

    all: Sequence[Session]

    @property
    def waiting_for(self) -> str:
        """Why not all sessions are up, "" if they are."""
        return next((session.waiting_for for session in self.all if session.waiting_for), "")

    async def wait_subscribed(self) -> None:
        """Return once the broker has the subscriptions of every session."""
        for session in self.all:
            await session.subscribed.wait()

    async def run(self) -> None:
        """Stay connected until cancelled."""
        async with asyncio.TaskGroup() as group:
            for session in self.all:
                group.create_task(session.run())

    def acknowledge(self, handles: Sequence[Handle]) -> None:
        """Tell the broker that these messages are safe."""
        by_session: dict[int, list[Handle]] = defaultdict(list)
        for handle in handles:
            by_session[handle.session].append(handle)
        for number, own in by_session.items():
            self.all[number].acknowledge(own)

    def pause(self) -> None:
        """Read nothing more for now."""
        for session in self.all:
            session.pause()

    def resume(self) -> None:
        """Read on."""
        for session in self.all:
            session.resume()
