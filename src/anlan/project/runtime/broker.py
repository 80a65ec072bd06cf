"""The embedded NATS server: JetStream that syncs each message, MQTT listener, who may log in.

The platform's own processes log in with user and password. Who everybody else is (devices over MQTT), the
platform decides: the server asks it through *auth callout*, and takes an answer signed with `issuer_seed`.
"""

import os
import secrets
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import nkeys

from anlan.project.runtime.files import write_private
from anlan.project.runtime.services import answers

BINARY = Path(sys.executable).with_name("nats-server")
ACCOUNT = "ANLAN"
DEVICE_ACCOUNTS = 4
"""Accounts that devices are spread over, by enterprise. Each has its own stream of MQTT messages, and streams
sync side by side: one alone waits for the disk after every message (docs/decisions/0051)."""
USER = "anlan"

INFLIGHT = 50_000
"""Messages the gateway may hold unacknowledged, for each of its topic filters; 65,535 in all by protocol.
Few would be slow: a subscriber at its limit slows the broker to a third (docs/decisions/0051)."""

_CONFIG = """\
server_name: {name}
listen: {host}:{port}
http: 127.0.0.1:{monitor_port}
pid_file: "{folder}/nats.pid"
max_payload: 8MB
max_pending: 64MB
write_deadline: "10s"
jetstream {{
  store_dir: "{folder}"
  sync_interval: always
  max_mem: 64MB
  max_file: {max_file_gib}GB
}}
mqtt {{
  listen: {host}:{mqtt_port}
  ack_wait: "10s"
  max_ack_pending: {inflight}
  stream_replicas: {replicas}
}}
accounts {{
  {account} {{
    jetstream: enabled
    users: [ {{ user: "{user}", password: "{password}" }} ]
  }}
{devices}}}
authorization {{
  timeout: 5
  auth_callout {{ issuer: "{issuer}", account: {account}, auth_users: [{users}] }}
}}
"""
_DEVICES = """\
  {account} {{
    jetstream: enabled
    users: [ {{ user: "{user}", password: "{password}" }} ]
  }}
"""
_CLUSTER = """\
cluster {{
  name: anlan
  listen: 127.0.0.1:{port}
  authorization {{ user: route, password: "{password}", timeout: 5 }}
  routes: [ {routes} ]
}}
"""


def device_account(number: int) -> str:
    """Return the name of one of the accounts that devices are in."""
    return f"DEVICES_{number}"


def mqtt_user(number: int) -> str:
    """Return the gateway's own user in that account."""
    return f"{USER}-mqtt-{number}"


@dataclass(frozen=True, slots=True)
class Keys:
    """Secrets of the embedded broker, made once.

    Attributes:
        password: Of the platform's user.
        issuer_seed: Account nkey seed ("SA..."): signs who a device is.
    """

    password: str
    issuer_seed: str

    @property
    def issuer(self) -> str:
        """The public half, which the server knows."""
        return str(nkeys.from_seed(self.issuer_seed.encode()).public_key.decode())


def kept_keys(folder: Path) -> Keys:
    """Return the secrets in a folder; make them first if there are none."""
    password, seed = folder / "password", folder / "issuer-seed"
    if not password.exists():
        write_private(password, secrets.token_urlsafe(32))
    if not seed.exists():
        fresh = nkeys.encode_seed(os.urandom(32), nkeys.PREFIX_BYTE_ACCOUNT)
        write_private(seed, fresh.decode())
    return Keys(password.read_text(encoding="utf-8"), seed.read_text(encoding="utf-8"))


@dataclass(frozen=True, slots=True)
class NatsServer:
    """One server.

    Attributes:
        folder: Its store and its configuration.
        name: Unique in the cluster, and the same after a restart.
        port, mqtt_port, monitor_port: NATS and MQTT clients; monitoring (loopback).
        keys: Who may log in.
        host: Address for NATS and MQTT clients.
        route_port: For the other servers; 0: no cluster.
        routes: Route ports of all servers of the cluster.
        max_file_gib: What JetStream may use on disk [GiB].
    """

    folder: Path
    name: str
    port: int
    mqtt_port: int
    monitor_port: int
    keys: Keys
    host: str = "127.0.0.1"
    route_port: int = 0
    routes: Sequence[int] = ()
    max_file_gib: int = 64

    @property
    def url(self) -> str:
        """Where NATS clients connect."""
        return f"nats://{self.host}:{self.port}"

    @property
    def mqtt_url(self) -> str:
        """Where MQTT clients connect."""
        return f"mqtt://{self.host}:{self.mqtt_port}"

    def command(self) -> list[str]:
        """Write the configuration and return the server's command line."""
        path = self.folder / "nats.conf"
        write_private(path, self.configuration())
        return [str(BINARY), "-c", str(path)]

    def configuration(self) -> str:
        """Return the server's configuration file."""
        text = _CONFIG.format(
            name=self.name, host=self.host, port=self.port, mqtt_port=self.mqtt_port,
            monitor_port=self.monitor_port, folder=self.folder, account=ACCOUNT, user=USER,
            password=self.keys.password, issuer=self.keys.issuer, replicas=max(1, min(3, len(self.routes))),
            max_file_gib=self.max_file_gib, inflight=INFLIGHT,
            devices=self._device_accounts(),
            users=", ".join(f'"{name}"' for name in [USER, *map(mqtt_user, range(DEVICE_ACCOUNTS))]),
        )  # fmt: skip
        if not self.route_port:
            return text
        password = self.keys.password
        routes = ", ".join(f'"nats://route:{password}@127.0.0.1:{port}"' for port in self.routes)
        return text + _CLUSTER.format(port=self.route_port, password=password, routes=routes)

    def _device_accounts(self) -> str:
        password = self.keys.password
        return "".join(
            _DEVICES.format(account=device_account(number), user=mqtt_user(number), password=password)
            for number in range(DEVICE_ACCOUNTS)
        )

    def ready(self) -> bool:
        """Return whether the server and its JetStream answer."""
        return answers(f"http://127.0.0.1:{self.monitor_port}/healthz")
