"""Free TCP ports on the loopback interface."""

import socket


def free_port(preferred: int = 0, host: str = "127.0.0.1") -> int:
    """Return `preferred` if nobody listens there, else a port the system picks."""
    for candidate in (preferred, 0):
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((host, candidate))
            except OSError:
                continue
            port: int = probe.getsockname()[1]
            return port
    raise OSError(f"no free port on {host}")
