"""A village's year as steps that everybody can follow: what was done, goes on and comes next."""

from dataclasses import dataclass
from datetime import date

from ubudehe.language.messages import N_
from ubudehe.language.sentences import Milestone, Sentence, day, number

_GOING_ON = {
    "categories": N_("The village is deciding its categories"),
    "needs": N_("The village names what it needs"),
    "vote": N_("The village votes"),
    "work": N_("The work is going on"),
    "report": N_("The village hears what became of the money"),
}
_COMES = {
    "categories": N_("The categories come next"),
    "needs": N_("The needs come next"),
    "vote": N_("The vote comes next"),
    "work": N_("The work comes next"),
    "report": N_("The report comes next"),
}


@dataclass(frozen=True)
class YearFacts:
    """What the record says of the latest round of everything; no count of people is in it."""

    round_state: str = "none"
    """Of the latest round of categories (categories.rules.STATES), or «none»."""
    round_final: date | None = None
    needs: int = 0
    ranked: date | None = None
    vote_open: bool = False
    vote_closed: date | None = None
    projects: int = 0
    """Chosen ones."""
    closed: int = 0
    """Of these, closed with a report."""
    reported: date | None = None
    """The last day on which one was closed."""


@dataclass(frozen=True)
class VillageYear:
    """The steps, and in one sentence where the village is."""

    title: Sentence
    steps: tuple[Milestone, ...]


def year_of(facts: YearFacts) -> VillageYear:
    """Return the year of a village. Where nothing goes on, the step after the last one is next."""
    told = {
        "categories": _categories(facts),
        "needs": _needs(facts),
        "vote": _vote(facts),
        "work": _work(facts),
        "report": _report(facts),
    }
    running = [name for name, (state, _) in told.items() if state == "now"]
    done = [at for at, (state, _) in enumerate(told.values()) if state == "done"]
    after = list(told)[max(done) + 1 :] if done else list(told)
    if running:
        title = Sentence(_GOING_ON[running[-1]])
    elif after:
        title = Sentence(_COMES[after[0]])
        told[after[0]] = ("now", told[after[0]][1])
    else:
        title = Sentence(N_("Everything of this year is done and reported"))
    return VillageYear(title, tuple(Milestone(state, said) for state, said in told.values()))


def _categories(facts: YearFacts) -> tuple[str, Sentence]:
    if facts.round_final is not None:
        return "done", Sentence(N_("Categories: final on %(day)s"), {"day": day(facts.round_final)})
    if facts.round_state == "none":
        return "next", Sentence(N_("Categories: not begun"))
    return "now", Sentence(N_("Categories: being decided"))


def _needs(facts: YearFacts) -> tuple[str, Sentence]:
    count = {"count": number(facts.needs)}
    if facts.ranked is not None:
        values = {**count, "day": day(facts.ranked)}
        return "done", Sentence(N_("Needs: %(count)s named, put in order on %(day)s"), values)
    if not facts.needs:
        return "next", Sentence(N_("Needs: none named yet"))
    state = "done" if facts.vote_open or facts.vote_closed else "now"
    return state, Sentence(N_("Needs: %(count)s named"), count)


def _vote(facts: YearFacts) -> tuple[str, Sentence]:
    if facts.vote_open:
        return "now", Sentence(N_("Vote: going on"))
    if facts.vote_closed is not None:
        return "done", Sentence(N_("Vote: counted on %(day)s"), {"day": day(facts.vote_closed)})
    return "next", Sentence(N_("Vote: not held yet"))


def _work(facts: YearFacts) -> tuple[str, Sentence]:
    every = {"all": number(facts.projects)}
    if not facts.projects:
        return "next", Sentence(N_("Work: begins once a project is chosen"))
    if facts.closed == facts.projects:
        return "done", Sentence(N_("Work: projects closed: %(all)s of %(all)s"), every)
    values = {**every, "going": number(facts.projects - facts.closed)}
    return "now", Sentence(N_("Work: projects going on: %(going)s of %(all)s"), values)


def _report(facts: YearFacts) -> tuple[str, Sentence]:
    if facts.reported is None:
        return "next", Sentence(N_("Report: each project ends with one to the meeting"))
    state = "done" if facts.closed == facts.projects else "next"
    return state, Sentence(
        N_("Report: the last one was heard on %(day)s"), {"day": day(facts.reported)}
    )
