"""Random elections for the properties of rules."""

from collections import Counter

from hypothesis import strategies as st

from ubudehe.projects.rules.election import Election, Kind, Marks, Project, group_ballots


@st.composite
def elections(
    draw: st.DrawFn, kind: Kind = Kind.APPROVAL, *, groups: bool = False, most_voters: int = 30
) -> Election:
    """Draw a small election with many ties: few different costs, few different ballots."""
    size = draw(st.integers(1, 7))
    cost = st.sampled_from((0, 1, 2, 3, 5, 7, 10, 12))
    costs = draw(st.lists(cost, min_size=size, max_size=size))
    lot = draw(st.permutations(range(size)))
    group = st.sampled_from(("", "", "a", "b")) if groups else st.just("")
    projects = tuple(Project(f"p{i}", costs[i], lot[i], draw(group)) for i in range(size))
    places = draw(st.integers(1, size)) if kind is Kind.RANKING else 0
    ballots = draw(st.lists(_ballot(kind, size, places), min_size=1, max_size=most_voters))
    return Election(
        kind,
        draw(st.integers(1, sum(costs) + 3)),
        projects,
        group_ballots(Counter(ballots)),
        len(ballots),
        places=places,
        threshold=draw(st.sampled_from((0, 0, 0, 2))),
    )


def _ballot(kind: Kind, size: int, places: int) -> st.SearchStrategy[Marks]:
    if kind is Kind.RANKING:
        return st.lists(st.integers(0, size - 1), unique=True, max_size=places).map(
            lambda order: tuple(sorted((i, places - at) for at, i in enumerate(order)))
        )
    points = st.integers(1, 4) if kind is Kind.POINTS else st.just(1)
    return st.dictionaries(st.integers(0, size - 1), points).map(
        lambda marks: tuple(sorted(marks.items()))
    )
