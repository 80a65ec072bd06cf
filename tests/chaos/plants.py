"""Plants that send through the front door and remember what was acknowledged.

Like a real edge gateway, a plant keeps a message until the broker has acknowledged it (QoS 1), and sends
it again after a broken connection.
"""

from dataclasses import dataclass, field
from threading import Event, Lock, Thread

import paho.mqtt.client as mqtt
from paho.mqtt.enums import CallbackAPIVersion

from anlan.kernel.instants import to_micros
from anlan.protocols.hazard_json.reports import Header
from anlan.protocols.hazard_json.topics import Kind, Topic
from anlan.protocols.hazard_json.writing import encode_report
from tests.chaos.seeding import Account
from tests.chaos.signals import sample
from tests.chaos.timing import Run
from tests.support.waiting import wait_until

MOST_UNDER_WAY = 200
"""Messages sent and not yet acknowledged; a plant waits beyond that."""


@dataclass(slots=True)
class Plant:
    """One edge gateway: `start`, `finish`; `acknowledged` are the ticks the broker has taken."""

    account: Account
    address: tuple[str, int]
    run: Run
    acknowledged: set[int] = field(default_factory=set)
    _under_way: dict[int, int] = field(default_factory=dict)
    _lock: Lock = field(default_factory=Lock)
    _stop: Event = field(default_factory=Event)
    _room: Event = field(default_factory=Event)
    _client: mqtt.Client = field(init=False)
    _thread: Thread = field(init=False)

    def start(self) -> None:
        """Connect and begin to report, one message a tick, until `finish`."""
        self._client = mqtt.Client(
            CallbackAPIVersion.VERSION2, client_id=self.account.device_code, clean_session=False
        )
        self._client.username_pw_set(self.account.device_code, self.account.secret)
        self._client.max_inflight_messages_set(MOST_UNDER_WAY)
        self._client.reconnect_delay_set(min_delay=1, max_delay=1)
        self._client.on_publish = self._on_publish
        self._client.connect_async(*self.address, keepalive=10)
        self._client.loop_start()
        self._thread = Thread(target=self._report, daemon=True)
        self._thread.start()

    def finish(self, timeout_s: float) -> None:
        """Wait until everything is acknowledged; a run without a length ends now."""
        if self.run.length is None:
            self._stop.set()
        self._thread.join(timeout_s)
        wait_until(
            lambda: not self._under_way, f"{self.account.device_code} acknowledged", timeout_s=timeout_s
        )
        self._client.disconnect()
        self._client.loop_stop()

    def _report(self) -> None:
        topic = str(Topic("37", self.account.enterprise_code, self.account.device_code, Kind.READINGS))
        for tick in self.run.ticks(self._stop):
            while len(self._under_way) >= MOST_UNDER_WAY and not self._room.wait(1):
                pass
            with self._lock:
                self._under_way[self._client.publish(topic, self._payload(tick), qos=1).mid] = tick
                self._room.clear()

    def _payload(self, tick: int) -> bytes:
        account = self.account
        measured = [sample(number, tick) for number, _ in enumerate(account.codes, account.first)]
        return encode_report(
            Header(f"{self.run.name}-{tick}", account.enterprise_code, account.device_code, backfill=False),
            ts_us=to_micros(self.run.instant(tick)),
            codes=account.codes,
            values=[m.value for m in measured],
            valid=[m.valid for m in measured],
        )

    def _on_publish(self, *arguments: object) -> None:
        mid = arguments[2]
        assert isinstance(mid, int)
        with self._lock:
            self.acknowledged.add(self._under_way.pop(mid))
            self._room.set()
