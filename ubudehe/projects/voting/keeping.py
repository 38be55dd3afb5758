"""What is kept and what is published of a vote, as its ballot and its page say it."""

from ubudehe.language.messages import N_
from ubudehe.language.sentences import Sentence
from ubudehe.projects.rules.tallying import needs

_CAME = N_(
    "Written down: how many of each household came, and who helped whom. Only people of the "
    "village who keep its books can read it."
)
_CARD = N_(
    "Kept until the vote is closed: a sealed ballot for each card. Nothing tells who drew which "
    "card, nor when or from where it voted. The key of the box is a file of its own on this "
    "server."
)
_PAPER = N_(
    "Kept until the vote is closed: what two people typed from each paper, sealed. No paper bears "
    "a name."
)
_AFTER = N_(
    "When the vote is closed the sealed ballots and the key are destroyed. What stays is how many "
    "ballots were marked in the same way. It is not published as it is; the audit committee can "
    "open it, in an act that everybody sees."
)
_BEANS = N_("Kept: what two tellers counted in each jar. Nothing tells who put which bean.")
_HANDS = N_(
    "Kept: how many women and how many men raised a hand for each project. Everybody at the "
    "meeting sees who does."
)
_TOTALS = N_(
    "Published: the votes for each project and how many people took part, where no number from 1 "
    "to 4 can be found from it."
)
_MATRIX = N_(
    "Published: what was chosen, and how often each project was put before each other one, where "
    "every way to mark a ballot was used by five voters or more."
)
_GROUPS = N_(
    "Published: the votes for each project, where no number from 1 to 4 can be found from it; and "
    "how many ballots were marked alike, only where every way to mark one was used by five voters "
    "or more."
)
_KEPT = {
    "cards": (_CAME, _CARD, _AFTER),
    "paper": (_CAME, _PAPER, _AFTER),
    "mixed": (_CAME, _CARD, _PAPER, _AFTER),
    "beans": (_CAME, _BEANS),
    "hands": (_HANDS,),
}
_PUBLISHED = {"totals.csv": _TOTALS, "matrix.csv": _MATRIX, "ballots.pb": _GROUPS}


def what_is_kept(method: str, rule: str) -> tuple[Sentence, ...]:
    """Return what is kept and what is published of a vote."""
    return tuple(map(Sentence, (*_KEPT[method], _PUBLISHED[needs(rule)])))
