"""Where the lake lives: a local folder or an object store, behind one Arrow file system."""

import os
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import parse_qsl, unquote, urlsplit

import pyarrow as pa
import pyarrow.fs as pa_fs
from deltalake.fs import DeltaStorageHandler

LOCAL_SCHEMES = frozenset({"", "file"})


@dataclass(frozen=True, slots=True)
class Storage:
    """One table's folder.

    Attributes:
        uri: Folder path or object-store URL.
        options: Storage options as `deltalake` takes them (also read from the environment there).
        local: The folder when it is on this machine, else None.
    """

    uri: str
    options: dict[str, str] = field(default_factory=dict)
    local: Path | None = None

    def child(self, name: str) -> "Storage":
        """Return the folder below this one."""
        local = self.local / name if self.local else None
        return Storage(f"{self.uri.rstrip('/')}/{name}", self.options, local)

    def filesystem(self) -> pa_fs.FileSystem:
        """Return the Arrow file system rooted here."""
        if self.local is None:
            return pa_fs.PyFileSystem(DeltaStorageHandler(self.uri, self.options))
        self.local.mkdir(parents=True, exist_ok=True)
        return pa_fs.SubTreeFileSystem(str(self.local), pa_fs.LocalFileSystem())

    def sync(self, *paths: str) -> None:
        """Make files and their folders survive a power failure (object stores already do)."""
        if self.local is None:
            return
        for path in paths:
            for target in (self.local / path, (self.local / path).parent):
                handle = os.open(target, os.O_RDONLY)
                try:
                    os.fsync(handle)
                finally:
                    os.close(handle)


def storage_at(url: str, options: dict[str, str] | None = None) -> Storage:
    """Return the folder a URL names.

    Args:
        url: A path, a file URL, or `s3://bucket/prefix?AWS_REGION=x&AWS_ENDPOINT_URL=y`: what
            stands in the query becomes storage options.
        options: More storage options; they win over the query.
    """
    parts = urlsplit(url)
    if parts.scheme in LOCAL_SCHEMES:
        path = Path(unquote(parts.path) if parts.scheme else url).absolute()
        return Storage(str(path), {}, path)
    found = dict(parse_qsl(parts.query)) | (options or {})
    return Storage(f"{parts.scheme}://{parts.netloc}{parts.path}", found)


def read_text(filesystem: pa_fs.FileSystem, path: str) -> str | None:
    """Return a small file's text, or None if there is no such file."""
    try:
        with filesystem.open_input_stream(path) as stream:
            return bytes(stream.read()).decode()
    except FileNotFoundError:
        return None
    except (OSError, pa.ArrowException):
        if filesystem.get_file_info(path).type == pa_fs.FileType.NotFound:
            return None
        raise
