"""Time-series databases as peers, where Debian's packages are installed: InfluxDB and VictoriaMetrics."""

import os
import subprocess
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlencode

import numpy as np
import orjson

from anlan.project.bench.figures import Progress
from anlan.project.bench.history_data import Dataset, point_day
from anlan.project.bench.servers import Http, find, size_of, start, stop, wait_for
from anlan.project.runtime.ports import free_port
from anlan.telemetry.lake.columns import Columns

START_S = 30
REST_S = 60
LINES = 20_000


@dataclass(slots=True)
class InfluxStore:
    """InfluxDB 1.x: line protocol in, InfluxQL out."""

    server: "subprocess.Popen[bytes]"
    http: Http
    folder: Path
    name: str = "InfluxDB"

    @classmethod
    def at(cls, folder: Path) -> "InfluxStore | None":
        """Start a server in a folder; None if it is not installed."""
        program = find("influxd")
        if program is None:
            return None
        port, inner = free_port(), free_port()
        settings = {
            "INFLUXDB_HTTP_BIND_ADDRESS": f"127.0.0.1:{port}",
            "INFLUXDB_BIND_ADDRESS": f"127.0.0.1:{inner}",
            "INFLUXDB_META_DIR": str(folder / "meta"),
            "INFLUXDB_DATA_DIR": str(folder / "data"),
            "INFLUXDB_DATA_WAL_DIR": str(folder / "wal"),
            "INFLUXDB_DATA_CACHE_SNAPSHOT_WRITE_COLD_DURATION": "5s",
            "INFLUXDB_DATA_COMPACT_FULL_WRITE_COLD_DURATION": "5s",
            "INFLUXDB_HTTP_LOG_ENABLED": "false",
            "INFLUXDB_REPORTING_DISABLED": "true",
        }
        store = cls(start([program], os.environ | settings), Http(port), folder)
        wait_for(lambda: store.http.answers("/ping"), "InfluxDB", START_S)
        store.http.ask("POST", "/query?" + urlencode({"q": "CREATE DATABASE bench"}))
        return store

    def load(self, data: Dataset, progress: Progress) -> None:
        """See `Store`."""
        for index, day in enumerate(data.days):
            for block in data.blocks(day):
                for body in lines(block):
                    self.http.ask("POST", "/write?db=bench&precision=u", body)
            if index % 50 == 0:
                progress(f"InfluxDB: day {index + 1} of {len(data.days)}")
        rest(lambda: size_of(self.folder))

    def day(self, point: int, since_us: int, until_us: int) -> int:
        """See `Store`."""
        query = f"SELECT v FROM r WHERE p = '{point}' AND time >= {since_us}u AND time < {until_us}u"  # noqa: S608
        rows = np.array(self._rows(query))
        return len(rows)

    def year(self, point: int, since_us: int, until_us: int, width_us: int) -> int:
        """See `Store`."""
        query = (
            f"SELECT min(v), mean(v), max(v), last(v), count(v) FROM r WHERE p = '{point}' "  # noqa: S608
            f"AND time >= {since_us}u AND time < {until_us}u GROUP BY time({width_us}u) fill(none)"
        )
        return len(self._rows(query))

    def size(self) -> int:
        """Return the bytes of data, index and write-ahead log."""
        return size_of(self.folder)

    def close(self) -> None:
        """See `Store`."""
        self.http.close()
        stop(self.server)

    def _rows(self, query: str) -> list[list[float]]:
        asked = urlencode({"db": "bench", "epoch": "u", "q": query})
        result = orjson.loads(self.http.ask("GET", f"/query?{asked}"))["results"][0]
        rows: list[list[float]] = result["series"][0]["values"] if "series" in result else []
        return rows


def lines(block: Columns) -> list[bytes]:
    """Return readings in InfluxDB's line protocol, some thousand lines each."""
    rows = zip(block["point"].tolist(), block["value"].tolist(), block["ts"].tolist(), strict=True)
    text = [f"r,p={point} v={value!r} {ts}" for point, value, ts in rows]
    return ["\n".join(text[i : i + LINES]).encode() for i in range(0, len(text), LINES)]


@dataclass(slots=True)
class VictoriaStore:
    """VictoriaMetrics, single node: JSON lines in, MetricsQL out; it keeps milliseconds only."""

    server: "subprocess.Popen[bytes]"
    http: Http
    folder: Path
    name: str = "VictoriaMetrics"

    @classmethod
    def at(cls, folder: Path) -> "VictoriaStore | None":
        """Start a server in a folder; None if it is not installed."""
        program = find("victoria-metrics")
        if program is None:
            return None
        port = free_port()
        options = {
            "storageDataPath": str(folder),
            "httpListenAddr": f"127.0.0.1:{port}",
            "retentionPeriod": "20y",
            "search.disableCache": "true",
            "search.maxPointsPerTimeseries": "2000000",
            "memory.allowedBytes": "1GB",
        }
        command = [program, *(f"-{name}={value}" for name, value in options.items())]
        store = cls(start(command), Http(port), folder)
        wait_for(lambda: store.http.answers("/health"), "VictoriaMetrics", START_S)
        return store

    def load(self, data: Dataset, progress: Progress) -> None:
        """See `Store`."""
        for index, day in enumerate(data.days):
            for point, cycle_s in data.cycles(day).items():
                self.http.ask("POST", "/api/v1/import", json_line(point, point_day(point, day, cycle_s)))
            if index % 50 == 0:
                progress(f"VictoriaMetrics: day {index + 1} of {len(data.days)}")
        self.http.ask("GET", "/internal/force_flush")
        self.http.ask("GET", "/internal/force_merge")
        rest(lambda: size_of(self.folder))

    def day(self, point: int, since_us: int, until_us: int) -> int:
        """See `Store`."""
        asked = {"match[]": f'r{{p="{point}"}}', "start": since_us / 1e6, "end": (until_us - 1000) / 1e6}
        count = 0
        for line in self.http.ask("GET", "/api/v1/export?" + urlencode(asked)).splitlines():
            count += len(np.array(orjson.loads(line)["values"]))
        return count

    def year(self, point: int, since_us: int, until_us: int, width_us: int) -> int:
        """See `Store`."""
        step = f"{width_us // 1_000_000}s"
        kinds = ", ".join(f'"{k}_over_time"' for k in ("min", "avg", "max", "last", "count"))
        asked = {
            "query": f'aggr_over_time(({kinds}), r{{p="{point}"}}[{step}])',
            "start": (since_us + width_us) / 1e6,
            "end": until_us / 1e6,
            "step": step,
            "nocache": 1,
        }
        answer = orjson.loads(self.http.ask("GET", "/api/v1/query_range?" + urlencode(asked)))
        found = answer["data"]["result"]
        return len(found[0]["values"]) if found else 0

    def size(self) -> int:
        """Return the bytes of data and index."""
        return size_of(self.folder)

    def close(self) -> None:
        """See `Store`."""
        self.http.close()
        stop(self.server)


def json_line(point: int, block: Columns) -> bytes:
    """Return readings of one point as VictoriaMetrics imports them."""
    metric = {"__name__": "r", "p": str(point)}
    line = {
        "metric": metric,
        "values": block["value"],
        "timestamps": np.ascontiguousarray(block["ts"] // 1000),
    }
    return orjson.dumps(line, option=orjson.OPT_SERIALIZE_NUMPY)


def rest(size: Callable[[], int]) -> None:
    """Wait until a store's background work no longer changes its size (bounded)."""
    before, deadline = -1, time.monotonic() + REST_S
    while (now := size()) != before and time.monotonic() < deadline:
        before = now
        time.sleep(6)
