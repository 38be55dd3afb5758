"""Data Package 2.0: the tables of a place, with their columns, sizes and hashes.

Source: https://datapackage.org/standard/data-package/. The package of a village holds the SHA-256
of each table. Above villages tables are streamed, and each village's package vouches for its part.
"""

import hashlib
from collections.abc import Iterable
from typing import Any

from ubudehe.openbooks.rules.open_data.facts import DataPublisher
from ubudehe.openbooks.rules.open_data.tables import Column

PROFILE = "https://datapackage.org/profiles/2.0/datapackage.json"
Document = dict[str, Any]


def package(
    code: str, title: str, created: str, publisher: DataPublisher, resources: Iterable[Document]
) -> Document:
    """Return the package of a place; `created` is when what it holds was signed."""
    return {
        "$schema": PROFILE,
        "name": f"ubudehe-{code}",
        "title": title,
        "homepage": publisher.of(f"/en/p/{code}" if code != "0" else "/en/"),
        "created": created,
        "licenses": [{"name": publisher.licence, "path": publisher.licence_url}],
        "contributors": [{"title": publisher.name, "path": publisher.address}],
        "resources": list(resources),
    }


def resource(
    name: str, columns: tuple[Column, ...], key: tuple[str, ...], content: bytes | None
) -> Document:
    """Return a table; with its `content`, also how many bytes it has and their hash."""
    said: Document = {
        "name": name,
        "path": f"{name}.csv",
        "type": "table",
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "schema": {"fields": [column.field for column in columns]},
    }
    if key:
        said["schema"]["primaryKey"] = list(key)
    if content is not None:
        said["bytes"] = len(content)
        said["hash"] = f"sha256:{hashlib.sha256(content).hexdigest()}"
    return said
