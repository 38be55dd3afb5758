"""Which files a village's record shows now, apart from those behind entries, and which no longer.

Photos of counted money, of proposals and of signed tallies, and recordings: each act names the hash
of what it shows. One file may stand in several places; it is shown while any of them shows it.
"""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

Event = Mapping[str, Any]
Slot = tuple[str, str]
"""Where a file stands: kind of thing, and which."""
UNHEARD = frozenset({"question"})
"""Of what recordings a village keeps to itself: no site gives them."""


class PublicFiles:
    """Files by where they stand, while a record is read; its events have the shapes of theirs."""

    def __init__(self) -> None:
        self._shown: dict[Slot, set[str]] = {}
        self._prompts: dict[str, Slot] = {}
        self._ever: set[str] = set()
        self.removed: set[str] = set()
        """Files of counts that were removed under the law: nothing shows them any more."""
        self._takers: dict[str, Callable[[Event], None]] = {
            "statement.add": lambda event: self._show(("count", event["id"]), _hashes(event)),
            "statement.cover": self._cover,
            "statement.remove": self._remove,
            "proposal.add": lambda event: self._picture(event["id"], event),
            "proposal.merge": lambda event: self._picture(event["id"], event),
            "proposal.revise": lambda event: self._picture(event["proposal"], event),
            "proposal.picture": lambda event: self._picture(event["proposal"], event),
            "vote.show_tally": self._tally,
            "vote.remove_tally": lambda event: self._drop("tally", event.get("photo", "")),
            "prompt.record": self._record,
            "prompt.silence": self._silence,
        }

    def take(self, event: Event) -> None:
        """Take the next event of the record."""
        taker = self._takers.get(event["t"])
        if taker is not None:
            taker(event)

    @property
    def present(self) -> set[str]:
        """Return the files that are shown now."""
        return {name for names in self._shown.values() for name in names}

    @property
    def gone(self) -> set[str]:
        """Return the files that were shown once, and are no more."""
        return self._ever - self.present

    def _show(self, slot: Slot, names: Iterable[str]) -> None:
        self._shown[slot] = set(names)
        self._ever |= self._shown[slot]

    def _drop(self, kind: str, name: str) -> None:
        for slot, names in self._shown.items():
            if slot[0] == kind:
                names.discard(name)

    def _remove(self, event: Event) -> None:
        self._drop("count", event["h"])
        self.removed.add(event["h"])

    def _cover(self, event: Event) -> None:
        for slot, names in list(self._shown.items()):
            if slot[0] == "count" and event["old"] in names:
                self._show(slot, (names - {event["old"]}) | set(_hashes(event)))

    def _picture(self, proposal: str, event: Event) -> None:
        self._show(("proposal", proposal), [event["photo"]] if event["photo"] else [])

    def _tally(self, event: Event) -> None:
        slot = "tally", event["vote"]
        if "photo" in event:
            self._show(slot, self._shown.get(slot, set()) | {event["photo"]})

    def _record(self, event: Event) -> None:
        slot = "prompt", f"{event['about']} {event['key']}"
        self._prompts[event["id"]] = slot
        self._show(slot, () if event["about"] in UNHEARD else _hashes(event))

    def _silence(self, event: Event) -> None:
        slot = self._prompts.get(event["prompt"])
        if slot is not None:
            self._show(slot, ())


def _hashes(event: Event) -> list[str]:
    return [one["h"] for one in event["ev"]]
