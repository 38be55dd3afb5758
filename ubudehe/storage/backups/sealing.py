"""Encrypting a backup to somebody's public key, in the format of age (age-encryption.org/v1)."""

import shutil
import tempfile
from pathlib import Path
from typing import Any, BinaryIO, cast

from ubudehe.storage.backups.files import Broken

_MAGIC = b"age-encryption.org/v1"


class CannotSeal(Exception):
    """Encrypting or opening is not possible here: one sentence says why."""


def is_sealed(file: BinaryIO) -> bool:
    """Tell whether a file is encrypted; it is read from its beginning afterwards."""
    begins = file.read(len(_MAGIC))
    file.seek(0)
    return begins == _MAGIC


def seal(plain: BinaryIO, sealed: BinaryIO, key: str) -> None:
    """Write `plain`, encrypted so that only the holder of `key`'s other half reads it."""
    _age().encrypt_io(plain, sealed, [prove_recipient(key)])


def prove_recipient(key: str) -> Any:
    """Return the recipient that a public key names; CannotSeal where there is none, or no way."""
    age = _age()
    try:
        made = age.x25519 if key.startswith("age1") else age.ssh
        return made.Recipient.from_str(key)
    except age.RecipientError as error:
        raise CannotSeal("--to: this is no public key of age (age1…) or of SSH.") from error


def unseal(sealed: BinaryIO, identity: Path | None) -> BinaryIO:
    """Return what an encrypted file holds, in a file without a name that nobody else can open."""
    if identity is None:
        raise CannotSeal("It is encrypted: name the file of the private key with --identity.")
    age = _age()
    try:
        text = identity.read_text("utf-8")
        lines = [line for line in text.splitlines() if line.startswith("AGE-SECRET-KEY-")]
        ids: list[Any] = [age.x25519.Identity.from_str(line) for line in lines]
        ids = ids or [age.ssh.Identity.from_buffer(text.encode())]
        plain = cast("BinaryIO", tempfile.TemporaryFile())  # noqa: SIM115 - whoever asked closes it
        age.decrypt_io(sealed, plain, ids)
    except (OSError, ValueError, age.IdentityError) as error:
        raise CannotSeal("--identity: this is no private key of age or of SSH.") from error
    except age.DecryptError as error:
        raise Broken("It cannot be opened with this key, or was changed.") from error
    plain.seek(0)
    return plain


def spooled(source: BinaryIO) -> BinaryIO:
    """Return all that comes from a pipe, in a file without a name."""
    kept = cast("BinaryIO", tempfile.TemporaryFile())  # noqa: SIM115 - whoever asked closes it
    shutil.copyfileobj(source, kept)
    kept.seek(0)
    return kept


def _age() -> Any:
    try:
        import pyrage
    except ImportError as error:
        raise CannotSeal(
            "Encryption needs the package pyrage: install ubudehe[encryption], or pipe the backup "
            "through age (docs/backups.md)."
        ) from error
    return pyrage
