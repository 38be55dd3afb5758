"""Whole numbers as people type them: in the digits of any script, in groups of three, as «12.0»."""

import re
import unicodedata

_GROUPED = re.compile(r"[1-9][0-9]{0,2}([ .,'])[0-9]{3}(?:\1[0-9]{3})*")
_BLANKS = re.compile("[\u00a0\u2007\u2009\u202f]")
_DECIMALS = re.compile(r"([0-9]+)[.,]0{1,2}")


def plain_count(text: str) -> str:
    """Return a whole number in plain digits; what is none comes back without its unseen signs.

    One sign that splits the digits into groups of three is dropped, as in amounts: «1.000» is a
    thousand, and nothing may read it as one. «2.0» and «2,0», as programs write them, are two.

    >>> plain_count("1.000"), plain_count("2,0"), plain_count("٣٠"), plain_count("2.5")
    ('1000', '2', '30', '2.5')
    """
    seen = (sign for sign in _BLANKS.sub(" ", text) if unicodedata.category(sign) != "Cf")
    # No other form is taken for a digit: «3²» is not 32.
    plain = "".join(str(unicodedata.decimal(sign, sign)) for sign in seen).strip()
    if whole := _DECIMALS.fullmatch(plain):
        return whole[1]
    if _GROUPED.fullmatch(plain.replace("\u2019", "'")):
        return re.sub(r"[^0-9]", "", plain)
    return plain
