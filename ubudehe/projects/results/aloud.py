"""A vote as somebody holds it up to a meeting: its money first, then one project a screen."""

from dataclasses import dataclass

from ubudehe.language.screens import HeldUp, held
from ubudehe.projects.results.queries import PublicOption, PublicVote


@dataclass(frozen=True)
class VoteAloud:
    """One screen of a vote; no project on the first."""

    vote: PublicVote
    way: HeldUp
    option: PublicOption | None

    @property
    def counted(self) -> bool:
        """Tell whether the screen says what came of its project."""
        return self.option is not None and self.vote.has_result


def vote_aloud(vote: PublicVote, at: int) -> VoteAloud:
    """Return one screen: projects as they stand on the ballot, once counted in their order."""
    options = (*vote.chosen, *vote.unchosen) if vote.has_result else vote.options
    way = held(at, len(options) + 1)
    return VoteAloud(vote, way, options[at - 2] if at > 1 else None)
