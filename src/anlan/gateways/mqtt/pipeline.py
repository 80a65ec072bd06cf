"""From delivered messages to acknowledged ones: collect, decode, put into the log, then acknowledge."""

import asyncio
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from itertools import count
from typing import Protocol

import structlog

from anlan.bus.port import BusUnavailableError, Log
from anlan.contracts import deadletters, readings
from anlan.contracts.deadletters import DeadLetter, Reason
from anlan.contracts.subjects import dead_letter_subject, readings_stream, readings_subject
from anlan.gateways.mqtt import metrics
from anlan.gateways.mqtt.client import Handle
from anlan.gateways.mqtt.directory import Directory
from anlan.gateways.mqtt.floods import Floodgate
from anlan.gateways.mqtt.judging import GATEWAY, Arrival, judge, letter
from anlan.gateways.mqtt.origins import SIZE, Origins
from anlan.protocols.hazard_json.topics import Kind, Topic, TopicError, parse_topic
from anlan.protocols.mqtt.stream import Delivered

log = structlog.get_logger()

LINGER_S = 0.01
"""How long a first message waits for others [s]; under load the log's own pace collects more."""
ROUND_MESSAGES = 400
ROUND_BYTES = 1 << 20
"""One round takes about so much, so that a batch stays well under the log's largest message."""
REPEAT_S = 0.5
TAIL = 512
"""Entries of each stream that are read at the start for the origins in them."""
LETTERS_A_ROUND = 50
"""More refused messages than this in one round are counted but not kept."""
SENDERS = 50_000
LARGEST = 1 << 20
"""A larger message is refused: 1 MiB is 10,000 readings [bytes]."""
WAITING_BYTES = 64 << 20
"""With so much waiting for the log the gateway stops reading; it goes on at half of it [bytes]."""


class Source(Protocol):
    """Where the messages come from."""

    def acknowledge(self, handles: Sequence[Handle]) -> None:
        """Tell that these messages are safe."""

    def pause(self) -> None:
        """Deliver nothing more for now."""

    def resume(self) -> None:
        """Deliver again."""


@dataclass(frozen=True, slots=True)
class Taken:
    """A delivered message with what acknowledges it and when it came [s, monotonic]."""

    message: Delivered
    handle: Handle
    at_s: float


@dataclass(slots=True, eq=False)
class Pipeline:
    """Takes messages in order and puts their readings into the log, in order per owner.

    Attributes:
        log: The durable log. partitions: How many streams of readings it has.
        directory: Which points there are; may be replaced at any time.
        sessions: Deliver messages, are told which are safe, and stop when too much waits.
        clock_us: Time [us since epoch, UTC].
        source: Name of this gateway process, unique to its life.
        waiting_for: Why nothing moves, "" if it does.
    """

    log: Log
    partitions: int
    directory: Directory
    sessions: Source
    clock_us: Callable[[], int]
    source: str
    waiting_for: str = ""
    origins: Origins = field(default_factory=Origins)
    floodgate: Floodgate = field(default_factory=Floodgate)
    _waiting_bytes: int = 0
    _queue: asyncio.Queue[Taken] = field(default_factory=asyncio.Queue)
    _topics: dict[bytes, Topic] = field(default_factory=dict)
    _numbers: "count[int]" = field(default_factory=count)

    def take(self, message: Delivered, handle: Handle) -> None:
        """Take one delivered message."""
        self._queue.put_nowait(Taken(message, handle, time.monotonic()))
        self._waiting_bytes += len(message.payload)
        if self._waiting_bytes > WAITING_BYTES:
            self.sessions.pause()

    async def remember(self) -> None:
        """Read the origins in the tail of each stream: what an earlier life of this gateway has stored.

        Raises:
            BusUnavailableError: The log does not answer.
        """
        for partition in range(self.partitions):
            stream = readings_stream(partition)
            last = await self.log.last_sequence(stream)
            position = max(0, last - TAIL)
            chunks = self.log.read(stream, after=position)
            while position < last:
                for entry in await anext(chunks):
                    position = entry.sequence
                    self.origins.add_joined(readings.decode(entry.data).origins)

    async def run(self) -> None:
        """Work until cancelled."""
        while True:
            taken = await self._collect()
            metrics.WAITING.set(self._queue.qsize() + len(taken))
            await self._round(taken)
            now_s = time.monotonic()
            for one in taken:
                metrics.STORE_SECONDS.observe(now_s - one.at_s)
            self.sessions.acknowledge([one.handle for one in taken if one.handle.packet_id])
            self._waiting_bytes -= sum(len(one.message.payload) for one in taken)
            if self._waiting_bytes < WAITING_BYTES // 2:
                self.sessions.resume()

    async def _collect(self) -> list[Taken]:
        taken = [await self._queue.get()]
        if self._queue.empty():
            await asyncio.sleep(LINGER_S)
        size = len(taken[0].message.payload)
        while not self._queue.empty() and len(taken) < ROUND_MESSAGES and size < ROUND_BYTES:
            taken.append(self._queue.get_nowait())
            size += len(taken[-1].message.payload)
        return taken

    async def _round(self, taken: Sequence[Taken]) -> None:
        letters: list[DeadLetter] = []
        arrivals = self._arrivals(taken, letters)
        judged = judge(arrivals, self.directory, self.origins, now_us=self.clock_us(), source=self.source)
        metrics.REPEATED.inc(judged.repeated)
        letters += judged.letters
        for one in letters:
            metrics.DEAD_LETTERS.labels(one.reason.value).inc()
        async with asyncio.TaskGroup() as group:
            for partition in sorted({partition for partition, _ in judged.batches}):
                batches = [judged.batches[partition, late] for late in (False, True)
                           if (partition, late) in judged.batches]  # fmt: skip
                group.create_task(self._store(partition, batches))
            for one in letters[:LETTERS_A_ROUND]:
                group.create_task(self._append(dead_letter_subject(GATEWAY), deadletters.encode(one)))

    def _arrivals(self, taken: Sequence[Taken], letters: list[DeadLetter]) -> list[Arrival]:
        """Sort out what is no report of a plant, and who sends too much."""
        now_us, now_s = self.clock_us(), time.monotonic()
        arrivals = []
        for one in taken:
            arrival = self._arrival(one.message)
            if isinstance(arrival, DeadLetter):
                letters.append(arrival)
            elif len(arrival.payload) > LARGEST:
                detail = f"{len(arrival.payload)} bytes, {LARGEST} may be"
                letters.append(letter(arrival, Reason.TOO_LARGE, detail, now_us))
            elif not self.floodgate.admits(one.message.topic, now_s):
                detail = f"over {self.floodgate.rate:.0f} messages a second"
                letters.append(letter(arrival, Reason.FLOODED, detail, now_us))
            else:
                metrics.REPORTS.labels(arrival.topic.kind.value).inc()
                if arrival.topic.kind is not Kind.HEARTBEAT:
                    arrivals.append(arrival)
        return arrivals

    def _arrival(self, message: Delivered) -> Arrival | DeadLetter:
        topic = self._topics.get(message.topic)
        if topic is None:
            try:
                topic = parse_topic(message.topic.decode())
            except (TopicError, UnicodeDecodeError) as error:
                nobody = Arrival(message.topic, Topic("", "", "", Kind.EVENT), message.payload)
                return letter(nobody, Reason.WRONG_SCHEMA, f"topic: {error}", self.clock_us())
            if len(self._topics) < SENDERS:
                self._topics[message.topic] = topic
        return Arrival(message.topic, topic, message.payload)

    async def _store(self, partition: int, batches: Sequence[readings.ReadingBatch]) -> None:
        for batch in batches:
            await self._append(readings_subject(partition), readings.encode(batch))
            self.origins.add(batch.origins[i : i + SIZE] for i in range(0, len(batch.origins), SIZE))
            metrics.READINGS.inc(len(batch))
            metrics.BATCH_ROWS.observe(len(batch))

    async def _append(self, subject: str, data: bytes) -> None:
        """Append until it is stored: nothing is acknowledged before, so nothing is lost meanwhile."""
        message_id = f"{self.source}-{next(self._numbers)}"
        while True:
            try:
                await self.log.append(subject, data, message_id=message_id)
            except BusUnavailableError as error:
                self.waiting_for = f"the log does not take batches: {error}"
                log.warning("log_unavailable", subject=subject, error=str(error))
                await asyncio.sleep(REPEAT_S)
            else:
                self.waiting_for = ""
                return
