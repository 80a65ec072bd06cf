"""Is a port that the platform wants taken by somebody else?"""

import socket
from collections.abc import Collection
from contextlib import suppress

import psutil

from anlan.project.doctor.findings import Finding, fine, warning


def check_port(service: str, port: int, *, ours: Collection[int]) -> Finding:
    """Say who sits on a port.

    Args:
        service: Who wants it.
        port: The port.
        ours: Process ids of the running platform.
    """
    name = f"port-{service}"
    if not _is_taken(port):
        return fine(name, f"Port {port} is free for {service}.", f"端口 {port} 空闲，可供 {service} 使用。")
    holder = _holder(port)
    if holder and holder.pid in ours:
        return fine(
            name, f"{service} listens on its usual port {port}.", f"{service} 正在常用端口 {port} 上监听。"
        )
    who = f"{holder.name()} ({holder.pid})" if holder else "?"
    return warning(
        name,
        f"Port {port} is taken by another program: {who}. `anlan up` gives {service} another port and says "
        f"which; to keep {port}, stop that program.",
        f"端口 {port} 已被其他程序占用：{who}。`anlan up` 会为 {service} 另选端口并提示；"
        f"若需使用 {port}，请先停止该程序。",
    )


def _is_taken(port: int) -> bool:
    with socket.socket() as probe:
        probe.settimeout(1)
        return probe.connect_ex(("127.0.0.1", port)) == 0


def _holder(port: int) -> psutil.Process | None:
    with suppress(psutil.Error, OSError):
        for connection in psutil.net_connections("tcp"):
            if connection.status == psutil.CONN_LISTEN and connection.laddr[1:] == (port,) and connection.pid:
                return psutil.Process(connection.pid)
    return None
