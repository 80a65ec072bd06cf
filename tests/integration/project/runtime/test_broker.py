import json
import socket
import subprocess
from collections.abc import Iterator
from pathlib import Path

import nats
import pytest
from tests.support.waiting import wait_until

from anlan.project.runtime.broker import NatsServer, kept_keys
from anlan.project.runtime.layout import nats_servers


@pytest.fixture
def server(tmp_path: Path) -> Iterator[NatsServer]:
    (server,) = nats_servers(tmp_path, 1, 0, 0)
    process = subprocess.Popen(server.command(), stderr=subprocess.DEVNULL)
    wait_until(server.ready, "the broker answers")
    yield server
    process.terminate()
    process.wait()


def test_secrets_are_made_once_and_are_private(tmp_path: Path) -> None:
    keys = kept_keys(tmp_path)
    assert kept_keys(tmp_path) == keys
    assert keys.issuer.startswith("A")
    assert len(keys.password) > 30
    assert {path.stat().st_mode & 0o777 for path in tmp_path.iterdir()} == {0o600}


async def test_our_own_user_may_use_jetstream(server: NatsServer) -> None:
    connection = await nats.connect(server.url, user="anlan", password=server.keys.password)
    stream = await connection.jetstream().add_stream(name="S", subjects=["s"])
    assert stream.config.storage == "file"
    await connection.close()


@pytest.mark.parametrize(("user", "password"), [("anlan", "guess"), ("37050000101", "x")])
def test_nobody_else_gets_in_while_nobody_vouches_for_them(
    server: NatsServer, user: str, password: str
) -> None:
    with socket.create_connection((server.host, server.port), timeout=20) as connection:
        words = json.dumps({"user": user, "pass": password, "verbose": False})
        connection.sendall(f"CONNECT {words}\r\nPING\r\n".encode())
        said = b"".join(iter(lambda: connection.recv(4096), b""))
    assert b"Authorization Violation" in said
    assert b"PONG" not in said


def test_every_message_is_synced_before_it_is_acknowledged(tmp_path: Path) -> None:
    (server,) = nats_servers(tmp_path, 1, 0, 0)
    assert "sync_interval: always" in server.configuration()
    assert "cluster" not in server.configuration()


def test_servers_of_a_cluster_know_each_other_and_keep_mqtt_sessions_three_times(tmp_path: Path) -> None:
    servers = nats_servers(tmp_path, 3, 0, 0)
    ports = {port for s in servers for port in (s.port, s.mqtt_port, s.monitor_port, s.route_port)}
    assert len(ports) == 12
    for server in servers:
        assert all(f"127.0.0.1:{other.route_port}" in server.configuration() for other in servers)
        assert "stream_replicas: 3" in server.configuration()
