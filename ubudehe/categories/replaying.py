"""What the record says of rounds and of the category of each household in them."""

from collections.abc import Mapping
from datetime import date
from functools import partial
from typing import Any

from ubudehe.categories.events.rules import VOIDED
from ubudehe.categories.rules import RoundState
from ubudehe.categories.schemes.rules import mobility, own_scheme
from ubudehe.categories.tables import CategoryDecision, CategoryRound
from ubudehe.language.messages import N_
from ubudehe.places.pack import Country, Scheme
from ubudehe.record.replaying import Kept, Key, Replay, Row, Rows, Said, Subject

_HANDS = ("votes_for", "votes_against", "abstained", "interested")
_MOVED = ("rose", "stayed", "fell")


def last_round(rows: Rows) -> tuple[str, Row] | None:
    """Return the round that is going on, else the one started last."""
    found = [(str(key[0]), row) for key, row in rows.tables["category_round"].items()]
    found = [one for one in found if one[1]["state"] != RoundState.STOPPED]
    going = [one for one in found if one[1]["state"] != RoundState.FINAL]
    chosen = going or found
    return chosen[-1] if chosen else None


def holding(rows: Rows, round_: str) -> dict[str, str]:
    """Return the category of each household of a round, as far as the record still says it."""
    held: dict[str, str] = rows.note("categories by round").setdefault(round_, {})
    return held


def round_in_force(rows: Rows) -> str | None:
    """Return the last final round: its categories hold while a later one goes on."""
    rounds_ = rows.tables["category_round"].items()
    final = [str(key[0]) for key, row in rounds_ if row["state"] == RoundState.FINAL]
    return final[-1] if final else None


def leave_round(rows: Rows, household: str) -> None:
    """Take a household that leaves out of the number of those that have a category."""
    final = round_in_force(rows)
    if final and household in holding(rows, final):
        rows.add("classified", -1)


def come_back_to_round(rows: Rows, household: str) -> None:
    """Let what was decided for a household that is in the list again be in force again."""
    current: dict[tuple[str, str], Key] = rows.note("current decisions")
    last, final = last_round(rows), round_in_force(rows)
    for round_ in {last[0] if last else "", final or ""}:
        key = current.get((round_, household))
        if key is None:
            continue
        category = rows.row("category_decision", *key).get("category", "")
        holding(rows, round_)[household] = category
        if round_ == final:
            rows.add("classified", 1)


def decide(rows: Rows, said: Said, decided: Mapping[str, str], columns: Row) -> None:
    """Enter a decision, which takes the place of the one that held before."""
    where = decided["round"], decided["household"]
    current: dict[tuple[str, str], Key] = rows.note("current decisions")
    if before := current.get(where):
        rows.row("category_decision", *before)["current"] = False
    key = said.id, decided["household"]
    current[where] = key
    holding(rows, where[0])[where[1]] = decided["category"]
    rows.put(
        "category_decision",
        *key,
        round=decided["round"],
        category=decided["category"],
        criterion=decided["criterion"],
        decided_by=said.account,
        decided_at=said.at,
        current=True,
        **columns,
    )


def erase_decisions(rows: Rows, household: str) -> None:
    """Take away what was decided for a household; some decisions are not even known any more."""
    nothing: Row = {"category": "", "criterion": "", "note": None, "current": False}
    for (_, whose), row in rows.tables["category_decision"].items():
        if whose == household:
            row.update(nothing)
    rows.allow("category_decision", {"household": household}, nothing)
    for held in rows.note("categories by round").values():
        held.pop(household, None)


def movement(rows: Rows, country: Country) -> None:
    """Set how many rose, stayed and fell between the last two final rounds, if that is known."""
    final = [
        (str(key[0]), row)
        for key, row in rows.tables["category_round"].items()
        if row["state"] == RoundState.FINAL
    ][-2:]
    if len(final) < 2:
        return
    (old, first), (new, second) = final
    schemes = [_scheme(rows, country, row) for row in (first, second)]
    mapping = _mapping(rows, *schemes)
    if mapping is None:
        return
    before, now = holding(rows, old), holding(rows, new)
    there = [home for home in before if home in now and not _is_voided(rows, home)]
    pairs = [(before[home], now[home]) for home in there]
    found = mobility(pairs, schemes[1], mapping)
    for measure, value in zip(_MOVED, (found.rose, found.stayed, found.fell), strict=True):
        if rows.notes.get("decisions unknown"):
            rows.unsure_of_sum(measure)
        else:
            rows.set_sum(measure, value)


def _is_voided(rows: Rows, household: str) -> bool:
    return rows.row("household", household).get("ended") in VOIDED


def _scheme(rows: Rows, country: Country, round_: Row) -> Scheme:
    if round_["scheme"] != "own":
        return country.scheme(round_["scheme"])
    own = next(
        row
        for row in rows.tables["own_scheme"].values()
        if row["version"] == round_["scheme_version"]
    )
    words = [(one["name"], tuple(one["criteria"])) for one in own["categories"]]
    since = date.fromisoformat(own["valid_from"])
    return own_scheme(own["name"], own["version"], since, words, country.languages)


def _mapping(rows: Rows, old: Scheme, new: Scheme) -> Mapping[str, str] | None:
    names = [f"{one.id}/{one.version}" for one in (old, new)]
    if names[0] == names[1]:
        return {category.code: category.code for category in old.categories}
    pairs: Mapping[str, str] | None = rows.row("scheme_mapping", *names).get("pairs")
    return pairs


def _started(rows: Rows, said: Said) -> Subject:
    rows.put(
        "category_round",
        said.id,
        scheme=said.public["scheme"],
        scheme_version=said.public["version"],
        state=RoundState.PREPARED,
        estimated=said.private["estimated"],
        started_at=said.at,
        agreed_in=None,
        posted_at=None,
        appeals_until=None,
        final_at=None,
    )
    return said.id


def _agreed(rows: Rows, said: Said) -> Subject:
    return _step(rows, said, state=RoundState.AGREED, agreed_in=said.public["assembly"])


def _mapped(rows: Rows, said: Said) -> Subject:
    return _step(rows, said, state=RoundState.MAPPED)


def _posted(rows: Rows, said: Said) -> Subject:
    until = said.public["appeals_until"]
    _list(rows, said)
    return _step(rows, said, state=RoundState.POSTED, posted_at=said.at, appeals_until=until)


def _withdrawn(rows: Rows, said: Said) -> Subject:
    return _step(rows, said, state=RoundState.MAPPED, posted_at=None, appeals_until=None)


def _final(country: Country, rows: Rows, said: Said) -> Subject:
    round_ = _step(rows, said, state=RoundState.FINAL, final_at=said.at)
    there = [home for home in _list(rows, said) if not rows.row("household", home).get("ended")]
    rows.set_sum("classified", len(there))
    _covered(rows, said, len(there))
    movement(rows, country)
    return round_


def _covered(rows: Rows, said: Said, listed: int) -> None:
    """Set what is published of how many have a category: as it was when the list became final."""
    if "registered" in said.private:
        rows.set_sum("listed", listed)
        rows.set_sum("listed_of", said.private["registered"])
    else:  # acts from before do not say it, and what was kept of them is as of a later day
        rows.unsure_of_sum("listed")
        rows.unsure_of_sum("listed_of")


def _given_up(rows: Rows, said: Said) -> Subject:
    return _step(rows, said, state=RoundState.STOPPED)


def _list(rows: Rows, said: Said) -> dict[str, str]:
    """Return the categories of a round, as the list says that was posted with it."""
    held = holding(rows, said.public["round"])
    if "list" in said.private:
        held.clear()
        held.update({household: category for household, category, _ in said.private["list"]})
    return held


def _step(rows: Rows, said: Said, **columns: Any) -> str:
    rows.row("category_round", said.public["round"]).update(columns)
    return str(said.public["round"])


def _decided(rows: Rows, said: Said) -> Subject:
    round_, hands = said.public["round"], said.private.get("hands", {})
    columns: Row = {name: hands[name] for name in _HANDS if name in hands}
    columns |= {"assembly": said.public["assembly"], "appeal": None}
    if hands:
        columns |= {"secret": hands.get("secret") is not None, "note": hands.get("note")}
    if "appeals_until" in said.private:
        columns["appeals_until"] = said.private["appeals_until"]
    rows.notes["decisions unknown"] = rows.notes.get("decisions unknown") or any(
        name.startswith("decision") for name in said.gone
    )
    late = rows.row("category_round", round_).get("state") == "final"
    for one in said.numbered("decision"):
        if late and one["household"] not in holding(rows, round_):
            rows.add("classified", 1)
        decide(rows, said, one, columns)
    return str(round_)


def rounds(country: Country) -> Replay:
    """Return how rounds and decisions are replayed in a country."""
    return Replay(
        handlers={
            "round.start": _started,
            "round.agree": _agreed,
            "round.map": _mapped,
            "round.post": _posted,
            "round.withdraw": _withdrawn,
            "round.cancel": _given_up,
            "round.final": partial(_final, country),
            "category.decide": _decided,
        },
        kept=(
            Kept(CategoryRound, N_("Round")),
            Kept(
                CategoryDecision,
                N_("Decision on a category"),
                ("act", "household"),
                unsaid={"id": "a random name; an appeal points at it, and that is compared"},
            ),
        ),
    )
