import os
import socket

from anlan.project.doctor.findings import Level
from anlan.project.doctor.ports import check_port
from anlan.project.runtime.ports import free_port


def test_tells_who_took_the_port() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        finding = check_port("web", port, ours=())
        assert finding.level is Level.WARNING
        assert f"({os.getpid()})" in finding.english
        assert str(port) in finding.chinese
        assert check_port("web", port, ours={os.getpid()}).level is Level.FINE


def test_a_free_port_is_fine() -> None:
    assert check_port("web", free_port(), ours=()).level is Level.FINE
