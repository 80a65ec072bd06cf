from pathlib import Path

import pytest
from asgiref.sync import sync_to_async
from tests.support.broker import broker_in
from tests.support.records import NOW

from anlan.bus.jetstream import BusSettings, JetStreamBus
from anlan.contracts.subjects import readings_subject
from anlan.project.wiring.streams import ensure_streams
from anlan.telemetry.api import PartitionState

pytestmark = pytest.mark.django_db(transaction=True)


async def test_a_log_made_anew_begins_behind_all_that_was_ever_read(tmp_path: Path) -> None:
    facts = {"partition": 1, "applied_sequence": 500, "state_sequence": 480, "updated_at": NOW}
    await sync_to_async(PartitionState.objects.create)(**facts)
    with broker_in(tmp_path) as broker:
        async with JetStreamBus(BusSettings([broker.url], partitions=2)) as bus:
            await ensure_streams(bus)
            assert await bus.append(readings_subject(0), b"x") == 1
            first = await bus.append(readings_subject(1), b"x")
            assert first > 500
            await ensure_streams(bus)
            assert await bus.append(readings_subject(1), b"x") == first + 1
