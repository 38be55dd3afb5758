"""What the record says of needs, proposals, votes and promises."""

from ubudehe.projects.needs.checking import NEEDS
from ubudehe.projects.promises.checking import PROMISES
from ubudehe.projects.proposals.checking import PROPOSALS
from ubudehe.projects.voting.checking import VOTES
from ubudehe.record.replaying import together

REPLAY = together([NEEDS, PROPOSALS, VOTES, PROMISES])
