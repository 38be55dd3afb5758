"""What people called a thing, and in which languages they did."""

from dataclasses import dataclass
from typing import Annotated

from pydantic import Field

Tongue = Annotated[str, Field(pattern="^([a-z]{2})?$")]
"""The language of what somebody typed (ISO 639-1); empty where nobody said it."""


@dataclass(frozen=True)
class Called:
    """A title in the language of its author, and perhaps a second one in another."""

    title: str
    lang: str = ""
    other: str = ""
    other_lang: str = ""

    def for_reader(self, lang: str) -> tuple[str, str]:
        """Return the title for who reads `lang`, and the language that it is in, if known."""
        if self.other and self.other_lang == lang != self.lang:
            return self.other, self.other_lang
        return self.title, self.lang
