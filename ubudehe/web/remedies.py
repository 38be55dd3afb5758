"""What comes first where something is refused for now, and where that is done: one tap away."""

from collections.abc import Iterable

from ubudehe.language.messages import N_

_MEETING = ("assemblies/open", N_("Open a meeting"))
_MEETINGS = ("assemblies", N_("Meetings"))
_ROUND = ("categories", N_("Categories of households"))

REMEDIES: dict[str, tuple[str, str]] = {
    N_("Only an open meeting can decide categories. Open a meeting first."): _MEETING,
    N_("Only an open meeting can annul a vote. Open a meeting first."): _MEETING,
    N_("Only an open meeting can take other projects. Open a meeting first."): _MEETING,
    N_("Open a meeting first: a vote belongs to a meeting."): _MEETING,
    N_("Open a meeting first: needs are put in order by a meeting."): _MEETING,
    N_("Open a meeting first: it agrees to what is added."): _MEETING,
    N_("Open a meeting first: it agrees to the budget."): _MEETING,
    N_("Open a meeting first: the month is read to it."): _MEETING,
    N_("Open a meeting first: only the assembly decides this."): _MEETING,
    N_("Open a meeting first: the report is read to it."): _MEETING,
    N_("Open a meeting first: it decides that the project goes on."): _MEETING,
    N_("Another meeting is still open. Close its minutes first."): _MEETINGS,
    N_("Count who is there first."): _MEETINGS,
    N_("Close the minutes of the meeting that decided first."): _MEETINGS,
    N_("Draw the map of the village first."): ("map", N_("Map of the village")),
    N_("%(count)s households are not on the map yet. Draw them first."): (
        "map",
        N_("Map of the village"),
    ),
    N_("The assembly must agree on the criteria first."): (
        "categories/agree",
        N_("Agree on the criteria"),
    ),
    N_("No round is going on. Start one first."): _ROUND,
    N_("A round is still going on. Finish it first."): _ROUND,
    N_("The round is past this step. Look at its path."): _ROUND,
    N_("No household is registered yet. Register the households first."): (
        "households/new",
        N_("Register a household"),
    ),
    N_("Your village lists no members. Switch it on first."): (
        "households/roster",
        N_("Lists of members"),
    ),
}
"""By message: where in the village it is done, and what the link is called."""


def ways_to(msgids: Iterable[str], village: str) -> tuple[tuple[str, str], ...]:
    """Return address and label of what must be done first; each once. `village` is its address."""
    found = [REMEDIES[one] for one in msgids if one in REMEDIES]
    return tuple(dict.fromkeys((f"{village}/{path}", label) for path, label in found))
