"""The duty of filing dead letters: one worker at a time reads their stream into the table."""

import asyncio
from collections.abc import Callable
from concurrent.futures import Executor
from datetime import datetime, timedelta
from functools import partial

from anlan.bus.port import Log
from anlan.contracts.subjects import DEAD_LETTERS_STREAM
from anlan.telemetry.actions.deadletters import drop_old_dead_letters, file_dead_letters, newest_filed

DROP_EVERY = timedelta(minutes=10)


async def file_all(bus: Log, executor: Executor, clock: Callable[[], datetime]) -> None:
    """Read the stream from behind what is filed, for ever.

    Raises:
        Exception: Database or broker failed: begin again.
    """
    loop = asyncio.get_running_loop()
    after = await loop.run_in_executor(executor, newest_filed)
    if after > await bus.last_sequence(DEAD_LETTERS_STREAM):
        after = 0  # The stream was made anew; its entries are told from older ones by their time.
    dropped_at = clock()
    async for entries in bus.read(DEAD_LETTERS_STREAM, after=after):
        if entries:
            await loop.run_in_executor(executor, partial(file_dead_letters, entries=entries))
        now = clock()
        if now - dropped_at >= DROP_EVERY:
            dropped_at = now
            await loop.run_in_executor(executor, partial(drop_old_dead_letters, now=now))
