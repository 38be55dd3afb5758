"""What waits in the register: interviews, lists half-way in, pairs that may be one."""

from collections.abc import Iterator

from ubudehe.households.basis.queries import count_untold
from ubudehe.households.duplicates.queries import open_cases
from ubudehe.households.importing.queries import unfinished_imports
from ubudehe.households.interviews.queries import count_interviews
from ubudehe.households.roster.queries import count_unlisted, keeps_roster
from ubudehe.people.rules import Right
from ubudehe.people.waiting import Asked, Waiting
from ubudehe.places.rules import is_village


def waiting(asked: Asked) -> Iterator[Waiting]:
    """Yield what waits for the one who asks, of the registers at or under a place."""
    if is_village(asked.place, asked.country) and asked.may(Right.HOUSEHOLDS):
        lists = unfinished_imports(asked.session, asked.place)
        if lists:
            yield Waiting("import", f"households/import/{lists[0]}", len(lists))
        begun = count_interviews(asked.session, asked.place, asked.country.groups)
        if begun:
            yield Waiting("interview", "households/interviews", begun)
        if keeps_roster(asked.session, asked.place):
            unlisted = count_unlisted(asked.session, asked.place)
            if unlisted:
                yield Waiting("members", "households/roster", unlisted)
        untold = count_untold(asked.session, asked.place) if asked.country.lawful_bases else 0
        if untold:
            yield Waiting("basis", "households/basis", untold)
    if asked.may(Right.DECIDE_APPEALS):
        found = open_cases(asked.session, asked.place)
        if found:
            yield Waiting("double", "duplicates", found)
