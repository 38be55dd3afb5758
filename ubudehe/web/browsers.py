"""Which kind of phone or computer somebody uses, as far as its owner must know it again."""

_KINDS = (
    ("opera mini", "opera_mini"),
    ("kaios", "kaios"),
    ("android", "android"),
    ("iphone", "iphone"),
    ("ipad", "iphone"),
    ("windows", "windows"),
    ("macintosh", "mac"),
    ("linux", "linux"),
)


def kind_of_browser(told: str) -> str:
    """Return a code for what a browser tells of itself (its User-Agent); «other» where unknown."""
    folded = told.casefold()
    return next((kind for sign, kind in _KINDS if sign in folded), "other")
