"""From file names, as an operator types them, to backups and back."""

import errno
import os
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import BinaryIO, TypeVar, cast

from ubudehe.storage.backups.files import Backup, Broken, Manifest, manifest_of
from ubudehe.storage.backups.sealing import is_sealed, seal, spooled, unseal
from ubudehe.storage.kept import sync

PIPE = "-"
T = TypeVar("T")


@contextmanager
def opened_backup(names: Sequence[str], identity: Path | None) -> Iterator[Backup]:
    """Yield the backup in some files («-» is what comes from a pipe); Broken if it is none."""
    with ExitStack() as stack:
        yield Backup([_opened(name, identity, stack) for name in names])


def read_manifest(name: str, identity: Path | None) -> Manifest:
    """Return what a backup says of itself; Broken if it is none."""
    with ExitStack() as stack:
        return manifest_of(_opened(name, identity, stack))


def write_file(name: str, key: str | None, write: Callable[[BinaryIO], T]) -> T:
    """Let `write` fill a file that its owner alone may read, there at once and whole, or not.

    With `key` it is encrypted; «-» is the standard output. OSError where there is something that
    is no file: a device or a pipe would be replaced by one.
    """
    if name == PIPE:
        with tempfile.TemporaryFile() as plain:
            done = write(cast("BinaryIO", plain))
            _pass_on(cast("BinaryIO", plain), sys.stdout.buffer, key)
        return done
    target = Path(name).absolute()
    if target.exists() and not target.is_file() and not target.is_dir():
        raise OSError(errno.EINVAL, "It is no file")
    number, beside = tempfile.mkstemp(dir=target.parent, prefix=".backup-")
    try:
        with open(number, "w+b") as out:  # noqa: PTH123 - it is open already
            if key is None:
                done = write(out)
            else:
                with tempfile.TemporaryFile(dir=target.parent) as plain:
                    done = write(cast("BinaryIO", plain))
                    _pass_on(cast("BinaryIO", plain), out, key)
            out.flush()
            os.fsync(out.fileno())
        Path(beside).replace(target)
        sync(target.parent)
    except BaseException:
        Path(beside).unlink(missing_ok=True)
        raise
    return done


def _pass_on(plain: BinaryIO, out: BinaryIO, key: str | None) -> None:
    plain.seek(0)
    if key is None:
        shutil.copyfileobj(plain, out)
    else:
        seal(plain, out, key)
    out.flush()


def _opened(name: str, identity: Path | None, stack: ExitStack) -> BinaryIO:
    try:
        file: BinaryIO = stack.enter_context(
            spooled(sys.stdin.buffer) if name == PIPE else Path(name).open("rb")  # noqa: SIM115
        )
    except OSError as error:
        raise Broken(f"«{name}» cannot be read: {error.strerror}.") from error
    return stack.enter_context(unseal(file, identity)) if is_sealed(file) else file
