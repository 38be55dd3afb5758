"""One slip of the finger between two words."""

_LEAST = 4


def one_slip(one: str, other: str, least: int = _LEAST) -> bool:
    """Tell whether one sign left out, too many, wrong, or changed with its neighbour parts them.

    Words shorter than `least` are too much alike to tell.

    >>> one_slip("telephoni", "telefoni"), one_slip("amzina", "amazina")
    (False, True)
    """
    if abs(len(one) - len(other)) > 1 or min(len(one), len(other)) < least:
        return False
    same = 0
    while same < min(len(one), len(other)) and one[same] == other[same]:
        same += 1
    a, b = one[same:], other[same:]
    if len(a) == len(b):
        swapped = len(a) > 1 and a[0] == b[1] and a[1] == b[0] and a[2:] == b[2:]
        return a[1:] == b[1:] or swapped
    return a[1:] == b if len(a) > len(b) else a == b[1:]
