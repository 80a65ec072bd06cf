"""Is the broker there, does it let us in, and how far are its streams?"""

import json
from dataclasses import dataclass
from datetime import UTC, datetime

from nats.aio.client import Client
from nats.errors import Error as NatsError
from nats.js.errors import Error as JetStreamError

from anlan.bus.jetstream import BusSettings
from anlan.contracts.subjects import readings_stream
from anlan.project.doctor.findings import Finding, error, fine

_TIMEOUT_S = 5


@dataclass(frozen=True, slots=True)
class Streams:
    """What the broker said.

    Attributes:
        last: Newest sequence of each partition's stream that exists.
        ours, theirs: Both clocks at the same moment.
    """

    last: dict[int, int]
    ours: datetime
    theirs: datetime


async def meet(bus: BusSettings) -> Streams | Finding:
    """Connect and ask for every stream; the finding is why that is not possible."""
    if not bus.servers or not bus.servers[0]:
        return error(
            "broker",
            "No broker: the embedded one is not running. Start the platform with `anlan up`.",
            "没有消息代理：内置消息代理未运行。请用 `anlan up` 启动平台。",
        )
    client, seen = Client(), [""]
    try:
        await client.connect(
            servers=list(bus.servers), user=bus.user or None, password=bus.password or None,
            name="anlan doctor", allow_reconnect=False, connect_timeout=_TIMEOUT_S,
            max_reconnect_attempts=1, error_cb=_remember(seen),
        )  # fmt: skip
        try:
            return await _ask(client, bus.partitions)
        finally:
            await client.close()
    except (NatsError, JetStreamError, OSError, TimeoutError) as failure:
        reason = str(failure) or seen[0] or type(failure).__name__
        return error(
            "broker",
            f"The broker cannot be reached: {reason}. Check ANLAN_NATS_URL and that the server runs.",
            f"无法连接消息代理：{reason}。请检查 ANLAN_NATS_URL 以及服务器是否运行。",
        )


def judge_streams(streams: Streams, partitions: int) -> Finding:
    """Say whether every partition has its stream."""
    missing = [readings_stream(n) for n in range(partitions) if n not in streams.last]
    if missing:
        names = ", ".join(missing)
        return error(
            "broker",
            f"The broker answers, but lacks {names}: no gateway has run yet, or the store was emptied.",
            f"消息代理正常，但缺少流 {names}：网关或处理进程尚未运行，或存储被清空。",
        )
    return fine("broker", "The broker answers.", "消息代理连接正常。")


async def _ask(client: Client, partitions: int) -> Streams:
    last: dict[int, int] = {}
    ours = theirs = datetime.now(UTC)
    for partition in range(partitions):
        subject = f"$JS.API.STREAM.INFO.{readings_stream(partition)}"
        reply = json.loads((await client.request(subject, timeout=_TIMEOUT_S)).data)
        ours = theirs = datetime.now(UTC)
        if "ts" in reply:
            theirs = datetime.fromisoformat(reply["ts"])
        if "state" in reply:
            last[partition] = reply["state"]["last_seq"]
    return Streams(last, ours, theirs)


def _remember(seen: list[str]):  # type: ignore[no-untyped-def] # noqa: ANN202 -- nats-py's callback
    async def note(failure: Exception) -> None:
        seen[0] = str(failure) or type(failure).__name__

    return note
