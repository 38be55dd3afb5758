"""JSON values that have canonical bytes, at random."""

import unicodedata

from hypothesis import strategies as st

texts = st.text(st.characters(exclude_categories=("Cs", "Cc")) | st.just("\n")).map(
    lambda text: unicodedata.normalize("NFC", text)
)
whole = st.integers(-(2**53) + 1, 2**53 - 1)
values = st.recursive(
    st.none() | st.booleans() | whole | texts,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(texts, inner, max_size=4),
    max_leaves=20,
)
events = st.dictionaries(texts, values, max_size=6)
