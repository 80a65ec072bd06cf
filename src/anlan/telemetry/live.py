"""Live alarms and values inside the web process: from the bus (and the database) to the open pages.

Law: snapshot + events = later snapshot. A message that the bus loses is found by its revision within
`POLL_S`, because every change of an alarm has a larger one. Revisions are drawn before commit and may
become visible out of order; reading `OVERLAP` back again catches those.
"""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass

import structlog
from asgiref.sync import sync_to_async
from django.db import close_old_connections

from anlan.contracts import alarms as contract
from anlan.contracts import readings
from anlan.contracts.alarms import AlarmChanged
from anlan.records.access.api import Actor, system_actor
from anlan.telemetry.queries.alarms import list_alarms_after, newest_revision
from anlan.telemetry.rows import alarm_row
from anlan.telemetry.signals import Inlets
from anlan.web import events
from anlan.web.fanout import Fanout, merged

POLL_S = 2.0
OVERLAP = 200
MOST_MISSED = 1000
ALARMS = "anlan.live.alarms.>"
LATEST = "anlan.live.latest.*"
log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class LiveAlarm:
    """An alarm row, and the event that carries it: encoded once for all pages."""

    row: AlarmChanged
    event: bytes


def live_alarm(row: AlarmChanged) -> LiveAlarm:
    """Return the row with its event."""
    return LiveAlarm(row, events.event("alarm", contract.encode(row), identifier=row.revision))


def missed_alarms(actor: Actor, after: int) -> list[LiveAlarm] | None:
    """Return what changed after a revision, and a little before it; None if that is too much to send."""
    rows = list_alarms_after(actor=actor, revision=max(after - OVERLAP, 0), limit=MOST_MISSED + 1)
    return [live_alarm(alarm_row(alarm)) for alarm in rows] if len(rows) <= MOST_MISSED else None


async def _alarms() -> AsyncIterator[LiveAlarm]:
    sent: dict[int, int] = {}
    async for row in merged(_alarms_of_bus, _alarms_of_database):
        if sent.get(row.id, 0) < row.revision:
            sent[row.id] = row.revision
            yield live_alarm(row)
        if len(sent) > 100_000:
            sent.clear()


async def _alarms_of_bus() -> AsyncIterator[AlarmChanged]:
    async for data in _messages(ALARMS):
        yield contract.decode(data)


async def _alarms_of_database() -> AsyncIterator[AlarmChanged]:
    newest = await sync_to_async(_newest)()
    while True:
        await asyncio.sleep(POLL_S)
        for row in await sync_to_async(_changed)(newest - OVERLAP):
            newest = max(newest, row.revision)
            yield row


def _newest() -> int:
    close_old_connections()
    return newest_revision()


def _changed(after: int) -> list[AlarmChanged]:
    close_old_connections()
    rows = list_alarms_after(actor=system_actor("live"), revision=after, limit=5000)
    return [alarm_row(alarm) for alarm in rows]


async def _latest() -> AsyncIterator[readings.ReadingBatch]:
    async for data in _messages(LATEST):
        yield readings.decode(data)


async def _messages(pattern: str) -> AsyncIterator[bytes]:
    if Inlets.broadcast is None:
        await asyncio.Event().wait()
        return
    async with Inlets.broadcast() as bus:
        async for _, data in bus.subscribe(pattern):
            yield data


def _complain(error: Exception) -> None:
    log.warning("live_source_failed", error=repr(error))


alarms = Fanout(_alarms, on_error=_complain)
latest = Fanout(_latest, on_error=_complain)
