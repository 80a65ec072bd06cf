import socket

from anlan.project.runtime.ports import free_port


def test_the_wanted_port_is_given_when_nobody_listens_there() -> None:
    wanted = free_port()
    assert free_port(wanted) == wanted


def test_another_port_is_given_when_the_wanted_one_is_taken() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        assert free_port(taken.getsockname()[1]) != taken.getsockname()[1]
