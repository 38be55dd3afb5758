"""How codes of this room are said to people."""

from ubudehe.language.messages import N_

WORDS: dict[str, dict[str, str]] = {
    "silenced": {
        "mistake": N_("It was a mistake, or one cannot understand it"),
        "names": N_("It names a person"),
        "asked": N_("Whoever speaks in it asked for it"),
    },
}
