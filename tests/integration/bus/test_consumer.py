import asyncio
from pathlib import Path

from tests.support.broker import broker_in

from anlan.bus.jetstream import BusSettings, JetStreamBus
from anlan.contracts.subjects import readings_stream, readings_subject

SUBJECT, STREAM = readings_subject(0), readings_stream(0)


async def test_a_reader_whose_consumer_is_lost_goes_on_behind_what_it_saw(tmp_path: Path) -> None:
    with broker_in(tmp_path) as broker:
        async with asyncio.timeout(60), JetStreamBus(BusSettings([broker.url], partitions=1)) as bus:
            await bus.ensure_streams()
            await bus.append(SUBJECT, b"1")
            seen: list[bytes] = []
            deleted = False
            async for chunk in bus.read(STREAM, after=0):
                seen += [entry.data for entry in chunk]
                if seen and not deleted:
                    deleted = True
                    for consumer in await bus._js.consumers_info(STREAM):
                        await bus._js.delete_consumer(STREAM, consumer.name)
                    await bus.append(SUBJECT, b"2")
                if len(seen) == 2:
                    break
            assert seen == [b"1", b"2"]


async def test_entries_that_were_discarded_are_no_gap(tmp_path: Path) -> None:
    with broker_in(tmp_path) as broker:
        async with asyncio.timeout(30), JetStreamBus(BusSettings([broker.url], partitions=1)) as bus:
            await bus.ensure_streams()
            for i in range(6):
                await bus.append(SUBJECT, b"%d" % i)
            await bus.discard_through(STREAM, 4)
            seen: list[int] = []
            async for chunk in bus.read(STREAM, after=1):
                seen += [entry.sequence for entry in chunk]
                if len(seen) == 2:
                    break
            assert seen == [5, 6]


async def test_a_large_backlog_comes_whole_and_in_order(tmp_path: Path) -> None:
    with broker_in(tmp_path) as broker:
        async with asyncio.timeout(60), JetStreamBus(BusSettings([broker.url], partitions=1)) as bus:
            await bus.ensure_streams()
            for start in range(0, 2000, 100):
                await asyncio.gather(*(bus.append(SUBJECT, b"x" * 1000) for _ in range(start, start + 100)))
            sequences: list[int] = []
            async for chunk in bus.read(STREAM, after=0):
                sequences += [entry.sequence for entry in chunk]
                if len(sequences) == 2000:
                    break
            assert sequences == list(range(1, 2001))
