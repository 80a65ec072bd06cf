"""Two workers share the partitions; when one is killed, the other has them all within ten seconds."""

import signal
import subprocess
import sys
from contextlib import suppress
from pathlib import Path

import psycopg
import pytest

from tests.chaos.stack import Stack, stack_in
from tests.chaos.storms import begin_storm
from tests.support.waiting import wait_until

pytestmark = [pytest.mark.chaos, pytest.mark.timeout(600)]
PARTITIONS = 4
TAKEN_OVER_WITHIN_S = 10


def owners(stack: Stack) -> list[int]:
    """Process id of the owner of each partition that has one."""
    with psycopg.connect(stack.database_url()) as connection:
        rows = connection.execute(
            "SELECT owner FROM telemetry_partitionstate WHERE owner <> '' ORDER BY partition"
        ).fetchall()
    return [int(owner.rsplit("-", 2)[1]) for (owner,) in rows]


def applied(stack: Stack) -> dict[int, int]:
    """How far the outputs of each partition are committed."""
    with psycopg.connect(stack.database_url()) as connection:
        rows = connection.execute("SELECT partition, applied_sequence FROM telemetry_partitionstate")
        return dict(rows.fetchall())


def test_a_killed_workers_partitions_are_taken_over_in_time(open_folder: Path) -> None:
    with stack_in(open_folder / "var") as stack:
        storm = begin_storm(stack)
        first = stack.named("worker-1").pid
        second = subprocess.Popen(
            [sys.executable, "-m", "anlan", "worker"],
            env=stack.environment(), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )  # fmt: skip
        wait_until(
            lambda: sorted(owners(stack)) == sorted([first, second.pid] * (PARTITIONS // 2)),
            "the two share fairly", timeout_s=60,
        )  # fmt: skip
        second.send_signal(signal.SIGKILL)
        second.wait()
        before = applied(stack)

        def lagging() -> dict[int, object]:
            """Partitions that are not yet the first worker's, or have not moved on since the kill."""
            now = zip(sorted(before), owners(stack), strict=True)
            moved = applied(stack)
            return {n: (pid, moved[n]) for n, pid in now if pid != first or moved[n] <= before[n]}

        with suppress(AssertionError):
            wait_until(lambda: not lagging(), "taken over", timeout_s=TAKEN_OVER_WITHIN_S)
        assert lagging() == {}, f"the first is {first}, at the kill: {before}"
        storm.assert_nothing_lost()
