"""Disks of their own: file systems in images, whose power can be cut and which get full for real.

What a copy of an image holds is what had reached the disk: the cache of the mounted file system
lies above the loop device. The image is read as a file, never through the device, whose own cache
knows more. Nothing is written back unasked soon (`commit=300`), and no name that is replaced is
saved by a kindness of ext4 (`noauto_da_alloc`): only what was asked for by fsync counts.
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
_PROGRAMS = ("mkfs.ext4", "e2fsck", "losetup", "mount", "umount")
_PATH = f"{os.environ.get('PATH', '')}:/usr/sbin:/sbin:/usr/bin:/bin"
_PATIENCE = 20


def missing() -> str:
    """Return why no disk can be made here; empty where it can."""
    if os.geteuid() != 0:
        return "only root may mount a disk"
    if found := [one for one in _PROGRAMS if not shutil.which(one, path=_PATH)]:
        return f"not here: {', '.join(found)}"
    if not Path("/dev/loop-control").exists():
        return "there are no loop devices"
    done = _run("losetup", "--find", check=False)
    return "" if done.returncode == 0 else "no loop device is free"


@dataclass
class Disk:
    """An ext4 in the file `image`, mounted at `place`; both are in `folder`."""

    folder: Path
    megabytes: int
    device: str = ""
    sick: list[str] = field(default_factory=list)
    """What e2fsck said of copies after their journal was replayed."""
    cuts: int = 0

    def __post_init__(self) -> None:
        self.folder.mkdir(mode=0o755, exist_ok=True)
        self.place.mkdir(mode=0o755)
        with self.image.open("wb") as image:
            image.truncate(self.megabytes << 20)
        # Nothing is kept back for root. Blocks as on larger disks: of smaller ones SQLite claims
        # one in four for the pages that it maps into memory, and a full disk ends the process.
        _run("mkfs.ext4", "-q", "-m", "0", "-b", "4096", str(self.image))
        self._mount()

    @property
    def image(self) -> Path:
        """Return the file that is the disk."""
        return self.folder / "image"

    @property
    def place(self) -> Path:
        """Return where it is mounted."""
        return self.folder / "place"

    @property
    def _copy(self) -> Path:
        return self.folder / "copy"

    @property
    def _ballast(self) -> Path:
        return self.place / "ballast"

    def _mount(self) -> None:
        found = _run("losetup", "--find", "--show", "--direct-io=on", str(self.image))
        self.device = found.stdout.strip()
        _run("mount", "-o", _OPTIONS, self.device, str(self.place))

    def close(self) -> None:
        """Unmount it; nothing may be open on it."""
        if self.device:
            until = time.monotonic() + _PATIENCE
            while _run("umount", str(self.place), check=False).returncode:
                if time.monotonic() > until:
                    raise TimeoutError(f"{self.place} is in use")
                time.sleep(0.05)
            _run("losetup", "-d", self.device)
            self.device = ""

    def leave(self) -> None:
        """Unmount it at the end, even where something went wrong and is open on it still."""
        try:
            self.close()
        except TimeoutError:
            _run("umount", "--lazy", str(self.place))
            _run("losetup", "-d", self.device)

    def written(self) -> tuple[str, ...]:
        """Return how much was ever written to the disk, discarded and flushed, and is in flight."""
        said = Path(f"/sys/block/{Path(self.device).name}/stat").read_text().split()
        return tuple(said[at] for at in (4, 6, 8, 11, 13, 15))

    def keep_copy(self) -> None:
        """Copy what has reached the disk by now."""
        _run("cp", "--sparse=auto", "--reflink=never", str(self.image), str(self._copy))

    def go_on_from_copy(self) -> None:
        """Take the copy for the disk: its journal is replayed as after a power cut."""
        self.close()
        self._copy.replace(self.image)
        self._mount()  # replays the journal
        self.close()
        said = _run("e2fsck", "-fn", str(self.image), check=False)
        if said.returncode:
            self.sick.append(f"{said.returncode}: {said.stdout.strip()}")
        self._mount()
        self.cuts += 1

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


def cut(disks: Sequence[Disk]) -> None:
    """Copy all disks as they are at one moment: anew where one was written to meanwhile.

    Whoever uses them stands still; the kernel may still write something back by itself.
    """
    until = time.monotonic() + _PATIENCE
    while time.monotonic() < until:
        before = [one.written() for one in disks]
        if all(said[2] == "0" for said in before):
            for one in disks:
                one.keep_copy()
            if [one.written() for one in disks] == before:
                return
        time.sleep(0.01)
    raise TimeoutError("the disks do not come to rest")


@contextmanager
def disks(folder: Path, sizes: Sequence[int]) -> Iterator[list[Disk]]:
    """Yield disks of so many megabytes; unmount them at the end."""
    made: list[Disk] = []
    try:
        for number, size in enumerate(sizes):
            made.append(Disk(folder / f"disk{number}", size))
        yield made
    finally:
        for one in made:
            one.leave()


def _run(*command: str, check: bool = True) -> subprocess.CompletedProcess[str]:
    program = shutil.which(command[0], path=_PATH)
    if program is None:
        raise FileNotFoundError(command[0])
    done = subprocess.run([program, *command[1:]], capture_output=True, text=True, check=False)
    if check and done.returncode:
        raise OSError(f"{' '.join(command)}: {done.stderr.strip()}")
    return done
