"""Which partitions are ours: session-level advisory locks on a connection of our own.

A worker that dies loses its connection, PostgreSQL frees its locks, and the others take over within a
second. That two of them never write at once does not rest on the locks alone: every commit also checks
the owner in the checkpoint row (`judge`), and the lake refuses a second writer.
"""

from collections.abc import Collection
from math import ceil
from typing import Any

import psycopg

PARTITIONS = 0x616E_7000
"""First key of the locks of partitions ("anp"); the second is the number."""
WORKERS = 0x616E_7701
"""First key of the locks by which workers count each other; the second is any free number."""
DUTIES = 0x616E_6401
"""First key of the locks of duties ("and"); the second is the number."""
DEAD_LETTER_DUTY = 1
MAX_WORKERS = 64


class Ownership:
    """The locks this worker holds. Blocking; one at a time."""

    def __init__(self, parameters: dict[str, Any], partitions: int) -> None:
        """Connect.

        Args:
            parameters: Of `psycopg.connect`.
            partitions: How many there are.
        """
        self._connection = psycopg.connect(**parameters, autocommit=True)
        self._partitions = partitions
        self._present = False
        self._duties: set[int] = set()
        self.owned: set[int] = set()

    def balance(self) -> tuple[set[int], set[int]]:
        """Take free partitions up to our fair share; return those newly ours and those to give up.

        What is to be given up stays locked until `release`.

        Raises:
            psycopg.Error: The connection is gone, and with it every lock.
        """
        self._show_presence()
        share = ceil(self._partitions / max(1, self._count(WORKERS)))
        surplus = set(sorted(self.owned)[share:])
        gained: set[int] = set()
        for partition in range(self._partitions):
            if len(self.owned) >= share:
                break
            if partition not in self.owned and self._try(PARTITIONS, partition):
                self.owned.add(partition)
                gained.add(partition)
        return gained, surplus

    def take_duty(self, number: int) -> bool:
        """Take a duty that one worker at a time has, if nobody has it; kept until the connection ends."""
        if number not in self._duties and self._try(DUTIES, number):
            self._duties.add(number)
        return number in self._duties

    def release(self, partitions: Collection[int]) -> None:
        """Give partitions up; their work must have ended."""
        for partition in partitions:
            self._connection.execute("SELECT pg_advisory_unlock(%s, %s)", [PARTITIONS, partition])
            self.owned.discard(partition)

    def close(self) -> None:
        """Give everything up."""
        self._connection.close()
        self.owned.clear()

    def _show_presence(self) -> None:
        if not self._present:
            self._present = any(self._try(WORKERS, number) for number in range(MAX_WORKERS))

    def _try(self, key: int, number: int) -> bool:
        row = self._connection.execute("SELECT pg_try_advisory_lock(%s, %s)", [key, number]).fetchone()
        return bool(row and row[0])

    def _count(self, key: int) -> int:
        query = """
            SELECT count(*) FROM pg_locks
            WHERE locktype = 'advisory' AND granted AND objsubid = 2 AND classid = %s
              AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
        """
        row = self._connection.execute(query, [key]).fetchone()
        return int(row[0]) if row else 0
