"""Disks of their own: file systems in images, whose power can be cut and which get full for real.

What a copy of an image holds is what had reached the disk: the cache of the mounted file system
lies above the loop device. The image is read as a file, never through the device, whose own cache
knows more. All images lie on one shelf, a file system which can be frozen: then none of them is
written to any more, wherever whoever writes may be, in the middle of an fsync as well. Nothing is
written back unasked soon (`commit=300`), and no name that is replaced is saved by a kindness of
ext4 (`noauto_da_alloc`): only what was asked for by fsync counts.
"""

import os
import shutil
import subprocess
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

_OPTIONS = "commit=300,noauto_da_alloc"
_PROGRAMS = ("mkfs.ext4", "e2fsck", "losetup", "mount", "umount", "fsfreeze")
_PATH = f"{os.environ.get('PATH', '')}:/usr/sbin:/sbin:/usr/bin:/bin"
_PATIENCE = 20


def missing() -> str:
    """Return why no disk can be made here; empty where it can."""
    if not _may_mount():
        return "only root may mount a disk"
    if found := [one for one in _PROGRAMS if not shutil.which(one, path=_PATH)]:
        return f"not here: {', '.join(found)}"
    if not Path("/dev/loop-control").exists():
        return "there are no loop devices"
    done = _run("losetup", "--find", check=False)
    return "" if done.returncode == 0 else "no loop device is free"


def _may_mount() -> bool:
    """Tell whether this process has CAP_SYS_ADMIN: in a container root has not."""
    said = Path("/proc/self/status").read_text().partition("CapEff:")[2].split()
    return os.geteuid() == 0 and bool(said and int(said[0], 16) >> 21 & 1)


@dataclass
class Image:
    """An ext4 in a `file`, mounted at `place`."""

    file: Path
    place: Path
    options: str = "defaults"
    direct: str = "off"
    """Whether the cache of the file system below is passed by; that of memory cannot everywhere."""
    device: str = ""

    def make(self, megabytes: int) -> None:
        """Make it empty, and mount it."""
        self.place.mkdir(mode=0o755, parents=True)
        with self.file.open("wb") as file:
            file.truncate(megabytes << 20)
        # Nothing is kept back for root. Blocks as on larger disks: of smaller ones SQLite claims
        # one in four for the pages that it maps into memory, and a full disk ends the process.
        _run("mkfs.ext4", "-q", "-m", "0", "-b", "4096", str(self.file))
        self.mount()

    def mount(self) -> None:
        """Mount it: a journal that was not ended is replayed."""
        found = _run("losetup", "--find", "--show", f"--direct-io={self.direct}", str(self.file))
        self.device = found.stdout.strip()
        _run("mount", "-o", self.options, self.device, str(self.place))

    def close(self) -> None:
        """Unmount it; nothing may be open on it."""
        if self.device:
            until = time.monotonic() + _PATIENCE
            while _run("umount", str(self.place), check=False).returncode:
                if time.monotonic() > until:
                    raise TimeoutError(f"{self.place} is in use")
                time.sleep(0.02)
            _run("losetup", "-d", self.device)
            self.device = ""

    def leave(self) -> None:
        """Unmount it at the end, even where something went wrong and is open on it still."""
        try:
            self.close()
        except TimeoutError:
            _run("umount", "--lazy", str(self.place))
            _run("losetup", "-d", self.device)


@dataclass
class Disk(Image):
    """A disk that can lose its power, and get full."""

    options: str = _OPTIONS
    direct: str = "on"
    sick: list[str] = field(default_factory=list)
    """What e2fsck said of copies after their journal was replayed."""

    @property
    def _copy(self) -> Path:
        return self.place.with_suffix(".copy")

    @property
    def _ballast(self) -> Path:
        return self.place / "ballast"

    def keep_copy(self) -> None:
        """Copy what has reached the disk by now."""
        _run("cp", "--sparse=auto", "--reflink=never", str(self.file), str(self._copy))

    def go_on_from_copy(self) -> None:
        """Take the copy for the disk, as after a power cut."""
        self.close()
        _run("cp", "--sparse=auto", "--reflink=never", str(self._copy), str(self.file))
        self._copy.unlink()
        self.mount()
        self.close()
        said = _run("e2fsck", "-fn", str(self.file), check=False)
        if said.returncode:
            self.sick.append(f"{said.returncode}: {said.stdout.strip()}")
        self.mount()

    def fill(self, left: int) -> None:
        """Fill it until about so many bytes are left."""
        free = os.statvfs(self.place)
        more = free.f_bavail * free.f_frsize - left
        if more > 0:
            with self._ballast.open("ab") as ballast:
                try:
                    os.posix_fallocate(ballast.fileno(), ballast.tell(), more)
                except OSError:  # somebody was quicker: so it is full
                    return

    def make_room(self) -> None:
        """Take all ballast away."""
        self._ballast.unlink(missing_ok=True)


@dataclass
class Shelf(Image):
    """Where the images of disks lie."""

    disks: list[Disk] = field(default_factory=list)

    @contextmanager
    def power_cut(self) -> Iterator[None]:
        """Copy all disks as they are at one moment; whoever uses them must be killed in the block.

        Until its end nobody's writing gets any further.
        """
        _run("fsfreeze", "--freeze", str(self.place))
        try:
            for one in self.disks:
                one.keep_copy()
            yield
        finally:
            _run("fsfreeze", "--unfreeze", str(self.place))


@contextmanager
def shelf(folder: Path, sizes: Sequence[int]) -> Iterator[Shelf]:
    """Yield disks of so many megabytes on a shelf; unmount them at the end."""
    made = Shelf(folder / "shelf.image", folder / "shelf")
    try:
        made.make(sum(sizes) * 5 // 4 + 32)
        for number, size in enumerate(sizes):
            disk = Disk(made.place / f"disk{number}", folder / f"disk{number}")
            made.disks.append(disk)
            disk.make(size)
        yield made
    finally:
        for one in (*made.disks, made):
            one.leave()


def _run(*command: str, check: bool = True) -> subprocess.CompletedProcess[str]:
    program = shutil.which(command[0], path=_PATH)
    if program is None:
        raise FileNotFoundError(command[0])
    done = subprocess.run([program, *command[1:]], capture_output=True, text=True, check=False)
    if check and done.returncode:
        raise OSError(f"{' '.join(command)}: {done.stderr.strip()}")
    return done
