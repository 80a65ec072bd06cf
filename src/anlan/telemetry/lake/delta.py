"""One Delta table: opening, and commits that either happen whole or are refused."""

import time
from collections.abc import Sequence
from dataclasses import dataclass

from deltalake import CommitProperties, DeltaTable, Transaction
from deltalake.exceptions import CommitFailedError, DeltaError, TableNotFoundError
from deltalake.schema import Schema
from deltalake.transaction import AddAction, PostCommitHookProperties, RemoveAction

from anlan.telemetry.lake.columns import TableSpec, iso
from anlan.telemetry.lake.repair import put_torn_commits_aside
from anlan.telemetry.lake.snapshots import DataFile, Snapshot, Tracker
from anlan.telemetry.lake.storage import Storage

CONFIGURATION = {
    "delta.logRetentionDuration": "interval 1 hours",
    "delta.deletedFileRetentionDuration": "interval 1 hours",
    "delta.checkpointInterval": "100",
}
COMMIT_RETRIES = 100


class ConcurrentCommitError(Exception):
    """Another process has committed under the same application id since this table was read."""


@dataclass(frozen=True, slots=True)
class Commit:
    """What one commit does, and the application transaction that makes it happen once.

    Attributes:
        app: Application id; of two commits made from the same version only one succeeds.
        sequence: Its number; must grow.
    """

    app: str
    sequence: int
    adds: Sequence[AddAction]
    removes: Sequence[DataFile] = ()


class Table:
    """A Delta table of the lake: where it is, its shape, and its newest list of files."""

    def __init__(self, root: Storage, spec: TableSpec) -> None:
        self.spec = spec
        self.storage = root.child(spec.name)
        open_table(self.storage, spec)
        self._tracker = Tracker(self.storage, spec)

    def open(self) -> DeltaTable:
        """Return a handle to commit with; it stays at its version until told to update."""
        return open_table(self.storage, self.spec)

    def snapshot(self) -> Snapshot:
        """Return the newest list of files."""
        return self._tracker.newest()

    def commit(self, handle: DeltaTable, change: Commit) -> None:
        """See `commit`."""
        commit(handle, self.storage, self.spec, change)


def open_table(storage: Storage, spec: TableSpec) -> DeltaTable:
    """Open the table; create it if it is not there."""
    put_torn_commits_aside(storage)
    try:
        return DeltaTable(storage.uri, storage_options=storage.options)
    except TableNotFoundError:
        if storage.local is not None:
            storage.local.mkdir(parents=True, exist_ok=True)
    try:
        DeltaTable.create(
            storage.uri,
            Schema.from_arrow(spec.schema),
            mode="ignore",
            name=spec.name,
            partition_by=[spec.slot, "partition"],
            configuration=CONFIGURATION,
            storage_options=storage.options,
        )
    except (CommitFailedError, DeltaError):  # another process was first
        return DeltaTable(storage.uri, storage_options=storage.options)
    return DeltaTable(storage.uri, storage_options=storage.options)


def commit(table: DeltaTable, storage: Storage, spec: TableSpec, change: Commit) -> None:
    """Commit adds and removes as one version of the table, on top of the version `table` has.

    Returns when the version is safe on disk; `table` is up to date then.

    Raises:
        ConcurrentCommitError: The same application id was committed since `table` was read.
    """
    removes = [_remove(spec, f) for f in change.removes]
    properties = CommitProperties(
        app_transactions=[Transaction(change.app, change.sequence)], max_commit_retries=COMMIT_RETRIES
    )
    try:
        table.create_write_transaction(
            [*change.adds, *removes],
            "append",
            Schema.from_arrow(spec.schema),
            [spec.slot, "partition"],
            commit_properties=properties,
            post_commithook_properties=PostCommitHookProperties(
                create_checkpoint=False, cleanup_expired_logs=False
            ),
        )
    except CommitFailedError as error:
        if "oncurrent transaction" not in str(error):
            raise
        raise ConcurrentCommitError(f"{spec.name}: {change.app} {change.sequence}: {error}") from error
    before = table.version()
    table.update_incremental()
    storage.sync(*(f"_delta_log/{v:020d}.json" for v in range(before + 1, table.version() + 1)))


def _remove(spec: TableSpec, file: DataFile) -> RemoveAction:
    return RemoveAction(
        path=file.path,
        data_change=False,
        deletion_timestamp=int(time.time() * 1000),
        size=file.size,
        partition_values={spec.slot: iso(file.slot), "partition": str(file.partition)},
    )
