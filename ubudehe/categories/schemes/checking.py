"""What the record says of a village's own categories, and of how schemes compare."""

from functools import partial

from ubudehe.categories.replaying import movement
from ubudehe.categories.schemes.rules import read_words
from ubudehe.categories.schemes.tables import OwnScheme, SchemeMapping
from ubudehe.language.messages import N_
from ubudehe.places.pack import Country
from ubudehe.record.replaying import Kept, Replay, Rows, Said, Subject


def _written(rows: Rows, said: Said) -> Subject:
    form = said.private["scheme"]
    rows.put(
        "own_scheme",
        said.id,
        version=said.public["version"],
        name=form["name"],
        valid_from=said.day,
        categories=[
            {"name": name, "criteria": criteria} for name, criteria in read_words(form["words"])
        ],
    )
    return said.id


def _compared(country: Country, rows: Rows, said: Said) -> Subject:
    rows.put(
        "scheme_mapping",
        said.public["old"],
        said.public["new"],
        id=said.id,
        pairs=said.private["pairs"],
        said_at=said.at,
    )
    if said.private.get("counted", True):  # acts from before counted anew each time
        movement(rows, country)
    return said.id


def schemes(country: Country) -> Replay:
    """Return how schemes are replayed in a country."""
    return Replay(
        handlers={"scheme.write": _written, "scheme.compare": partial(_compared, country)},
        kept=(
            Kept(OwnScheme, N_("Own categories"), named="version"),
            Kept(SchemeMapping, N_("Comparison of schemes"), ("old", "new")),
        ),
    )
