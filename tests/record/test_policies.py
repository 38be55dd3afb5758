"""Policies: which witnesses are enough, and every malformed line."""

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st

from ubudehe.record.rules.notes import COSIGNATURE, BadNote, vkey
from ubudehe.record.rules.policies import parse_policy


def key(number: int, kind: int = COSIGNATURE) -> str:
    public = Ed25519PrivateKey.from_private_bytes(bytes([number]) * 32).public_key()
    return vkey(f"w{number}.example", public, kind)


LOG = f"log {key(9, 1)} https://example.org/log\n"
W1, W2, W3 = (f"witness w{n} {key(n)}\n" for n in (1, 2, 3))


def test_a_quorum_of_groups() -> None:
    text = (
        f"# whom we trust\n\n{LOG}{W1}{W2}{W3}\t\n"
        "group two 2 w1 w2\ngroup some any two w3\nquorum some\n"
    )
    policy = parse_policy(text)
    assert policy.logs == {key(9, 1): "https://example.org/log"}
    enough = [{1, 2}, {3}, {1, 2, 3}, {1, 3}]
    too_few: list[set[int]] = [set(), {1}, {2}]
    assert all(policy.is_met_by(frozenset(map(key, numbers))) for numbers in enough)
    assert not any(policy.is_met_by(frozenset(map(key, numbers))) for numbers in too_few)


def test_all_any_one_and_none() -> None:
    for needed, least in (("all", 2), ("any", 1), ("1", 1), ("2", 2)):
        policy = parse_policy(f"{W1}{W2}group g {needed} w1 w2\nquorum g\n")
        assert [policy.is_met_by(frozenset(map(key, range(1, n + 1)))) for n in range(3)] == [
            n >= least for n in range(3)
        ]
    assert parse_policy("quorum none\n").is_met_by(frozenset())
    single = parse_policy(f"{W1}quorum w1\n")
    assert single.is_met_by(frozenset({key(1)}))
    assert not single.is_met_by(frozenset({key(2)}))


@pytest.mark.parametrize(
    "text",
    [
        "",
        LOG,
        f"{W1}quorum w2\n",
        f"{W1}quorum w1\nquorum none\n",
        f"{W1}{W1}quorum w1\n",
        f"{W1}witness w2 {key(1)}\nquorum w1\n",
        f"{W1}{W2}group g 3 w1 w2\nquorum g\n",
        f"{W1}group g 0 w1\nquorum g\n",
        f"{W1}group g x w1\nquorum g\n",
        f"{W1}group g \u0661 w1\nquorum g\n",
        f"{W1}group g any\nquorum g\n",
        f"{W1}group g any w1 w1\nquorum g\n",
        f"{W1}group g any g\nquorum g\n",
        f"{W1}group w1 any w1\nquorum w1\n",
        f"{W1}{W2}group g any w1\ngroup h any w1 w2\nquorum h\n",
        f"witness none {key(1)}\nquorum none\n",
        f"witness w1 {key(1, 1)}\nquorum w1\n",
        f"log {key(1)}\nquorum none\n",
        f"{LOG}{LOG}quorum none\n",
        "quorum\n",
        "quorum none none\n",
        "trust everybody\nquorum none\n",
        "quorum none\r\n",
        "quorum none\n" + "#\n" * 1_001,
        "quorum none\n#" + "x" * 100_000,
    ],
)
def test_malformed_policies(text: str) -> None:
    with pytest.raises(BadNote):
        parse_policy(text)


lines = st.lists(
    st.sampled_from(["log", "witness", "group", "quorum", "none", "any", "2", "w1", "w2", "g"])
    | st.just(key(1))
    | st.text(max_size=4),
    max_size=6,
).map(" ".join)


@given(st.lists(lines, max_size=6).map("\n".join))
def test_any_text_is_a_policy_or_refused(text: str) -> None:
    try:
        policy = parse_policy(text)
    except BadNote:
        return
    assert isinstance(policy.is_met_by(frozenset()), bool)
