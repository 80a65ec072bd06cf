"""PostgreSQL as a peer: one plain table with a B-tree on (point, ts), binary COPY in and out."""

import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import psycopg
import psycopg.sql
from numpy.typing import NDArray

from anlan.kernel.instants import from_micros
from anlan.project.bench.figures import Progress
from anlan.project.bench.history_data import Dataset
from anlan.project.bench.servers import stop, wait_for
from anlan.project.runtime.ports import free_port
from anlan.project.runtime.postgres import PostgresCluster, unprivileged
from anlan.telemetry.lake.columns import Columns

START_S = 60
SIGNATURE = b"PGCOPY\n\xff\r\n\x00" + bytes(8)
EPOCH_2000_US = 946_684_800_000_000
ROW = np.dtype(
    [
        ("fields", ">i2"),
        ("point_size", ">i4"),
        ("point", ">i4"),
        ("ts_size", ">i4"),
        ("ts", ">i8"),
        ("value_size", ">i4"),
        ("value", ">f8"),
        ("quality_size", ">i4"),
        ("quality", ">i2"),
    ]
)
ANSWER = np.dtype(
    [("fields", ">i2"), ("ts_size", ">i4"), ("ts", ">i8"), ("value_size", ">i4"), ("value", ">f8")]
)
BUCKETS = """
    SELECT date_bin(make_interval(secs => %(width)s), ts, %(since)s),
           min(value), avg(value), max(value), count(*), (array_agg(value ORDER BY ts DESC))[1]
    FROM readings WHERE point = %(point)s AND ts >= %(since)s AND ts < %(until)s GROUP BY 1 ORDER BY 1"""


def encode(block: Columns) -> bytes:
    """Return rows in PostgreSQL's binary COPY format."""
    rows = np.empty(len(block["ts"]), ROW)
    rows["fields"] = 4
    for name, size in (("point", 4), ("ts", 8), ("value", 8), ("quality", 2)):
        rows[f"{name}_size"] = size
        rows[name] = block[name] - EPOCH_2000_US if name == "ts" else block[name]
    return rows.tobytes()


def decode(data: bytes) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    """Return (ts [us], value) of rows in binary COPY format."""
    rows = np.frombuffer(data[len(SIGNATURE) : -2], ANSWER)
    return rows["ts"].astype(np.int64) + EPOCH_2000_US, rows["value"].astype(np.float64)


@dataclass(slots=True)
class PostgresStore:
    """The embedded server with one table; it starts when it is made."""

    server: "subprocess.Popen[bytes]"
    connection: "psycopg.Connection[tuple[object, ...]]"
    name: str = "PostgreSQL"

    @classmethod
    def at(cls, folder: Path) -> "PostgresStore":
        """Start a server in a folder and make the table."""
        folder.mkdir(parents=True)
        folder.chmod(0o755)
        cluster = PostgresCluster(folder / "data", free_port())
        cluster.initialise()
        owner = unprivileged()
        user, group = owner or (None, None)
        server = subprocess.Popen(  # noqa: S603 (our own server)
            cluster.command(),
            user=user,
            group=group,
            extra_groups=[] if owner else None,
            stderr=subprocess.DEVNULL,
        )
        wait_for(cluster.ready, "PostgreSQL", START_S)
        connection = psycopg.connect(cluster.url("postgres"), autocommit=True)
        connection.execute(
            "CREATE TABLE readings (point int, ts timestamptz, value float8, quality smallint)"
        )
        return cls(server, connection)

    def load(self, data: Dataset, progress: Progress) -> None:
        """See `Store`: the index is made after the rows, as one does for a bulk load."""
        with self.connection.cursor().copy("COPY readings FROM STDIN (FORMAT BINARY)") as copy:
            copy.write(SIGNATURE)
            for block in _all_blocks(data):
                copy.write(encode(block))
            copy.write(b"\xff\xff")
        progress("PostgreSQL: building the index")
        self.connection.execute("CREATE INDEX ON readings (point, ts)")
        self.connection.execute("VACUUM ANALYZE readings")

    def day(self, point: int, since_us: int, until_us: int) -> int:
        """See `Store`."""
        query = (
            "COPY (SELECT ts, value FROM readings WHERE point = {} AND ts >= {} AND ts < {} ORDER BY ts) "
            "TO STDOUT (FORMAT BINARY)"
        )
        facts = (point, from_micros(since_us), from_micros(until_us))
        with self.connection.cursor().copy(psycopg.sql.SQL(query).format(*facts)) as copy:
            ts, _ = decode(b"".join(bytes(part) for part in copy))
        return len(ts)

    def year(self, point: int, since_us: int, until_us: int, width_us: int) -> int:
        """See `Store`."""
        facts = {
            "width": width_us / 1e6,
            "since": from_micros(since_us),
            "until": from_micros(until_us),
            "point": point,
        }
        return len(self.connection.execute(BUCKETS, facts).fetchall())

    def size(self) -> int:
        """Return the bytes of the table and its index."""
        row = self.connection.execute("SELECT pg_total_relation_size('readings')").fetchone()
        return int(str(row[0])) if row else 0

    def close(self) -> None:
        """See `Store`."""
        self.connection.close()
        stop(self.server)


def _all_blocks(data: Dataset) -> Iterator[Columns]:
    for day in data.days:
        yield from data.blocks(day)
