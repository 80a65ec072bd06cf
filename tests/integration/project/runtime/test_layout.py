import os
import socket
from pathlib import Path

import pytest

from anlan.project.runtime import layout, postgres
from anlan.project.runtime.layout import Processes, broker_environment, nats_servers, postgres_folder


def test_taken_ports_are_replaced(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        (server,) = nats_servers(tmp_path, 1, port, port)
    assert port not in {server.port, server.mqtt_port}


def test_processes_are_told_every_broker_of_a_cluster(tmp_path: Path) -> None:
    servers = nats_servers(tmp_path, 3, 0, 0)
    environment = broker_environment(servers, tmp_path)
    assert environment["ANLAN_NATS_URL"].split(",") == [server.url for server in servers]
    assert environment["ANLAN_MQTT_URL"].split(",") == [server.mqtt_url for server in servers]
    assert environment["ANLAN_REPLICAS"] == "3"
    assert Path(environment["ANLAN_NATS_PASSWORD_FILE"]).read_text() == servers[0].keys.password


def test_a_process_is_asked_on_the_port_it_is_given() -> None:
    service = Processes({"X": "1"}).of("worker-1", "worker")
    assert service.probes_url.endswith(":" + service.command[-1])
    assert service.environment == {"X": "1"}
    assert not service.ready()


def test_the_cluster_lives_in_var_where_the_server_can_reach_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(layout, "reachable", lambda _path: True)
    assert postgres_folder(tmp_path) == tmp_path / "postgres"


def test_the_cluster_of_root_lives_elsewhere_below_a_private_folder(
    tmp_path: Path, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    library = tmp_path_factory.mktemp("lib") / "anlan"
    monkeypatch.setattr(postgres, "unprivileged", lambda: (65534, 65534))
    monkeypatch.setattr(layout, "REACHABLE", library)
    tmp_path.chmod(0o700)
    var = tmp_path / "var"
    os.umask(0o077)
    place = postgres_folder(var)
    assert tmp_path not in place.parents
    assert (var / "postgres").readlink() == place
    assert library.stat().st_mode & place.parent.stat().st_mode & 0o001
    place.mkdir()
    assert postgres_folder(var) == place
    assert place.exists()

    (var / "postgres").unlink()
    assert postgres_folder(var) == place
    assert not place.exists(), "what an installation that was removed left behind is set aside"
    assert len(list(place.parent.iterdir())) == 1
