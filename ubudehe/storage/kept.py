"""Files that hold a secret: made once whatever process is first, and destroyed for good."""

import logging
import os
import secrets
import stat
import tempfile
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

_READABLE, _READ = 0o700, 0o600
_FOR_OTHERS = 0o077
_log = logging.getLogger(__name__)


def kept(path: Path, make: Callable[[], bytes]) -> bytes:
    """Return what the file holds; what `make` makes, durably written, where there is none."""
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(dir=path.parent) as whole:
            whole.write(make())
            whole.flush()
            os.fsync(whole.fileno())
            with suppress(FileExistsError):  # another process was quicker: its key is the key
                os.link(whole.name, path)
        sync(path.parent)
    return path.read_bytes()


def replace_file(path: Path, content: bytes) -> None:
    """Write `content` to `path` durably: whoever reads it finds the old or the new, whole."""
    write_beside(path, content)
    sync(path.parent)


def write_beside(path: Path, content: bytes) -> None:
    """Write `content` under another name, and then let it be `path`; `sync` keeps the name.

    What cannot be written whole, as on a full disk, leaves nothing behind.
    """
    with tempfile.NamedTemporaryFile(dir=path.parent, delete=False) as file:
        try:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        except BaseException:
            Path(file.name).unlink(missing_ok=True)
            raise
    Path(file.name).replace(path)


def overwrite(path: Path) -> None:
    """Write random bytes over all that the file holds, and wait until they are on the disk."""
    with path.open("r+b", buffering=0) as file:
        file.write(secrets.token_bytes(max(1, path.stat().st_size)))
        os.fsync(file.fileno())


def sync(folder: Path) -> None:
    """Wait until the names in a folder are on the disk."""
    opened = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(opened)
    finally:
        os.close(opened)


def own_folder(folder: Path) -> None:
    """Make a folder that its owner alone may open."""
    if not folder.exists():
        folder.mkdir(parents=True, exist_ok=True)
        sync(folder.parent)
    _close(folder, _READABLE)


def own_file(path: Path) -> None:
    """Make a file, empty where there is none, that its owner alone may read."""
    path.touch(_READ)
    _close(path, _READ)


def _close(path: Path, mode: int) -> None:
    """Take away what others may do, where it is ours to say so: not in a folder that all share."""
    shared = path.stat().st_mode
    if not shared & _FOR_OTHERS or shared & stat.S_ISVTX:
        return
    try:
        path.chmod(mode)
    except PermissionError:
        _log.warning("others on this machine may open %s, which is not ours to close", path)
