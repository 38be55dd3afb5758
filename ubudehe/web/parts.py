"""Parts of addresses by their type: what does not fit is no address of ours."""

from collections.abc import Iterable

from starlette.convertors import Convertor, register_url_convertor

MAX_PART = 200
"""Characters of a part that is a text: a hash, a code, the name of a file."""


class NumberConvertor(Convertor[int]):
    """A number as it is counted here: of nine digits at most."""

    regex = "[0-9]{1,9}"

    def convert(self, value: str) -> int:
        """Return the number."""
        return int(value)

    def to_string(self, value: int) -> str:
        """Return the number as digits."""
        return str(value)


register_url_convertor("number", NumberConvertor())


def are_sound(parts: Iterable[object]) -> bool:
    """Tell whether the texts among parts of an address are short, and of signs that can be seen."""
    texts = [part for part in parts if isinstance(part, str)]
    return all(len(text) <= MAX_PART and text.isprintable() for text in texts)
