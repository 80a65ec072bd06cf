"""The services of one installation on one machine: what `anlan up` keeps running."""

import hashlib
import os
import secrets
import signal
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from anlan.project.runtime.broker import USER, NatsServer, kept_keys
from anlan.project.runtime.files import write_private
from anlan.project.runtime.ports import free_port
from anlan.project.runtime.postgres import REACHABLE, PostgresCluster, reachable, unprivileged
from anlan.project.runtime.services import Service, answers

POSTGRES_PORT, NATS_PORT, MQTT_PORT = 5433, 4222, 1883


def postgres_folder(var: Path) -> Path:
    """Return where the embedded cluster lives.

    Root hands the server to an unprivileged user, who must be able to reach the folder. Where it cannot (a
    checkout below a private home folder), the cluster lives below /var/lib and `var/postgres` points there.
    """
    inside = var / "postgres"
    if reachable(var):
        return inside
    outside = REACHABLE / hashlib.sha256(os.fsencode(var)).hexdigest()[:12] / "postgres"
    if not inside.is_symlink() and not inside.exists():
        inside.parent.mkdir(parents=True, exist_ok=True)
        if outside.exists():  # of an installation that was here before: its password is gone
            outside.rename(outside.with_name(f"postgres.{outside.stat().st_mtime_ns}"))
        inside.symlink_to(outside)
    if not inside.is_symlink():
        return inside
    outside.parent.mkdir(parents=True, exist_ok=True)
    for folder in (REACHABLE, outside.parent):  # whatever the umask
        folder.chmod(0o711)
    return outside


def kept_password(var: Path) -> str:
    """Return the password of the embedded PostgreSQL; make it first if there is none."""
    path = var / "postgres-password"
    if not path.exists():
        write_private(path, secrets.token_urlsafe(32))
    return path.read_text(encoding="utf-8")


def postgres_service(var: Path, preferred: int) -> tuple[Service, PostgresCluster]:
    """Return the embedded PostgreSQL, on a free port."""
    cluster = PostgresCluster(postgres_folder(var), free_port(preferred), kept_password(var))
    cluster.initialise()
    service = Service(
        "postgres", cluster.command(), cluster.ready, cluster.end_orphans, stop_signal=signal.SIGINT,
        owner=unprivileged(), url=cluster.url(),
    )  # fmt: skip
    return service, cluster


def nats_servers(var: Path, count: int, preferred: int, preferred_mqtt: int) -> list[NatsServer]:
    """Return the embedded brokers, on free ports; more than one make a cluster."""
    folder = var / "broker"
    keys = kept_keys(folder)
    taken: set[int] = set()

    def port(wanted: int = 0) -> int:
        found = free_port(wanted)
        while found in taken:
            found = free_port(0)
        taken.add(found)
        return found

    routes = [port() for _ in range(count)] if count > 1 else []
    return [
        NatsServer(
            folder / f"nats-{number}", f"nats-{number}", port(preferred), port(preferred_mqtt), port(), keys,
            route_port=routes[number - 1] if routes else 0, routes=tuple(routes),
        )
        for number in range(1, count + 1)
    ]  # fmt: skip


def nats_service(server: NatsServer) -> Service:
    """Return one broker as a service."""
    server.folder.mkdir(parents=True, exist_ok=True)
    return Service(
        server.name, server.command(), server.ready, stop_signal=signal.SIGINT, url=server.url,
        mqtt_url=server.mqtt_url,
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Processes:
    """The platform's own processes.

    Attributes:
        environment: Settings that every one of them gets.
    """

    environment: Mapping[str, str]

    def of(self, name: str, *arguments: str, url: str = "", patience_s: float = 60) -> Service:
        """Return the service of one `anlan` command that serves probes."""
        port = free_port()
        probes = f"http://127.0.0.1:{port}"
        return Service(
            name,
            [sys.executable, "-m", "anlan", *arguments, "--probes-port", str(port)],
            lambda: answers(f"{probes}/readyz"),
            environment=self.environment, url=url, probes_url=probes, patience_s=patience_s,
        )  # fmt: skip

    def plain(self, name: str, *arguments: str) -> Service:
        """Return the service of one `anlan` command without probes: it counts as ready once it lives."""
        command = [sys.executable, "-m", "anlan", *arguments]
        return Service(name, command, lambda: True, environment=self.environment)


def broker_environment(servers: list[NatsServer], var: Path) -> dict[str, str]:
    """Return the settings that name the embedded brokers."""
    return {
        "ANLAN_NATS_URL": ",".join(server.url for server in servers),
        "ANLAN_NATS_USER": USER,
        "ANLAN_NATS_PASSWORD_FILE": str(var / "broker" / "password"),
        "ANLAN_MQTT_URL": ",".join(server.mqtt_url for server in servers),
        "ANLAN_REPLICAS": str(min(3, len(servers))),
    }
