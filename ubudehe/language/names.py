"""Names of people and places: stored as written, compared as heard."""

import re
import unicodedata

_NEEDLESS = re.compile(r"[\s'\u2018\u2019\u02bc`´\u2010-\u2015-]+")
_BLANKS = re.compile(r"[^\S\n]+")


def nfc(text: str) -> str:
    """Return `text` as NFC with CRLF made LF, outer blanks cut and inner blanks single."""
    plain = unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n"))
    return _BLANKS.sub(" ", plain).strip()


def fold_accents(text: str) -> str:
    """Return `text` without accents and unseen signs: «Cité» becomes «Cite»."""
    plain = unicodedata.normalize("NFKD", text)
    return "".join(
        sign
        for sign in plain
        if not unicodedata.combining(sign) and unicodedata.category(sign) != "Cf"
    )


def bare(text: str) -> str:
    """Return a name without case, accents, blanks, hyphens and apostrophes.

    Two names with the same bare letters are one name typed twice; «II» and «I» stay two.
    """
    return _NEEDLESS.sub("", fold_accents(text)).casefold()


def fold(text: str) -> str:
    """Return `text` as it is compared in a search or for duplicates; never stored as the name.

    Case, accents, blanks, hyphens and apostrophes go; l and r are one sound in Kinyarwanda; a
    leading vowel goes too, since lists differ in it (Agacyamo, Gacyamo). Only the first vowel of
    the whole: lists differ in blanks as well (Akana ka Mageragere, Akanakamageragere), and what
    is written in one word has no inner beginnings to cut. A single letter is kept as it is.

    The fold of a beginning of at least two letters begins the fold of the whole, so what is
    typed so far already finds the name.
    """
    plain = bare(text).replace("l", "r")
    return plain[1:] if len(plain) > 1 and plain[0] in "aeiou" else plain


def in_any_order(name: str) -> str:
    """Return a name for comparing it whatever the order of its words: each folded, sorted."""
    words = (fold(word) for word in re.split(r"[\s.,;/\u2010-\u2015-]+", name))
    return " ".join(sorted(word for word in words if word))


def words_of(name: str) -> frozenset[str]:
    """Return the words of a name without case, accents or order; initials stay."""
    return frozenset(re.split(r"[\s.,]+", fold_accents(name).casefold().strip(" .,"))) - {""}


def same_words(one: str, other: str) -> bool:
    """Tell whether two names are the same words in any order, or one a part of the other."""
    first, second = words_of(one), words_of(other)
    return bool(first and second) and (first <= second or second <= first)


def share_words(one: str, other: str) -> bool:
    """Tell whether two names have a word in common, or a word and its initial."""
    first, second = words_of(one), words_of(other)
    return any(
        a == b or (len(a) == 1 and b.startswith(a)) or (len(b) == 1 and a.startswith(b))
        for a in first
        for b in second
    )
