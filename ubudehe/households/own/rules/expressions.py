"""The part of XPath by which an XLSForm says when a question is asked and what it takes.

`${name}` is an answer, `.` the answer being given. Numbers are exact decimals. A question without
an answer is the empty text, which as a number is none: no comparison of it holds but `!=`.
Source: xlsform.org, «Relevant», «Constraints»; XPath 1.0, §3.4 and §4.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

Answer = str | tuple[str, ...]
"""A text, a number or a day as it is written, or the names of the choices that were taken."""
Seen = Decimal | str | bool
"""What an expression can be worth."""

DEEPEST = 20
"""How deep parentheses may be nested."""


class NotUnderstood(ValueError):
    """The expression is no part of XPath that is understood here; `args[0]` is what stands out."""


@dataclass(frozen=True)
class Scope:
    """All answers by the names of their questions, and the one being given."""

    answers: Mapping[str, Answer]
    own: Answer = ""


Worth = Callable[[Scope], Seen]


@dataclass(frozen=True)
class Expression:
    """An expression as it was written, and the questions that it names."""

    source: str
    names: frozenset[str]
    worth: Worth

    def holds(self, scope: Scope) -> bool:
        """Tell whether it is true of these answers."""
        return _truth(self.worth(scope))


def parse(source: str) -> Expression:
    """Return an expression; NotUnderstood where it is none that is known here."""
    reading = _Reading(source)
    worth = reading.either(0)
    if reading.word:
        raise NotUnderstood(reading.word)
    return Expression(source, frozenset(reading.names), worth)


_WORDS = re.compile(
    r"\s*(\$\{[A-Za-z_][\w.-]*\}|'[^']*'|\"[^\"]*\"|[0-9]+(?:\.[0-9]+)?|<=|>=|!=|[=<>()+\-*,]|\."
    r"|[A-Za-z][A-Za-z-]*|\S)"
)
_ORDERS: dict[str, Callable[[Decimal, Decimal], bool]] = {
    "<": lambda a, b: a < b,
    "<=": lambda a, b: a <= b,
    ">": lambda a, b: a > b,
    ">=": lambda a, b: a >= b,
}
_SUMS: dict[str, Callable[[Decimal, Decimal], Decimal]] = {
    "+": lambda a, b: a + b,
    "-": lambda a, b: a - b,
    "*": lambda a, b: a * b,
}
_TAKES = {"selected": 2, "count-selected": 1, "not": 1, "string-length": 1, "true": 0, "false": 0}


class _Reading:
    """Reads an expression from left to right; `word` is the next word, empty at the end."""

    def __init__(self, source: str) -> None:
        self.words = [found[1] for found in _WORDS.finditer(source)]
        self.names: set[str] = set()
        self.at = -1
        self.word = ""
        self._next()

    def _next(self) -> str:
        before, self.at = self.word, self.at + 1
        self.word = self.words[self.at] if self.at < len(self.words) else ""
        return before

    def _needs(self, word: str) -> None:
        if self.word != word:
            raise NotUnderstood(self.word or word)
        self._next()

    def either(self, depth: int) -> Worth:
        """Read what is joined by «or»."""
        if depth > DEEPEST:
            raise NotUnderstood("(")
        left = self._both(depth)
        while self.word == "or":
            self._next()
            left = _either(left, self._both(depth))
        return left

    def _both(self, depth: int) -> Worth:
        left = self._compared(depth)
        while self.word == "and":
            self._next()
            left = _both(left, self._compared(depth))
        return left

    def _compared(self, depth: int) -> Worth:
        left = self._sum(depth)
        if self.word in ("=", "!=", *_ORDERS):
            how = self._next()
            return _compared(how, left, self._sum(depth))
        return left

    def _sum(self, depth: int) -> Worth:
        left = self._product(depth)
        while self.word in ("+", "-"):
            how = self._next()
            left = _summed(how, left, self._product(depth))
        return left

    def _product(self, depth: int) -> Worth:
        left = self._one(depth)
        while self.word == "*":
            left = _summed(self._next(), left, self._one(depth))
        return left

    def _one(self, depth: int) -> Worth:
        word = self._next()
        if word == "(":
            inside = self.either(depth + 1)
            self._needs(")")
            return inside
        if word == "-":
            return _summed("-", _always(Decimal(0)), self._one(depth + 1))
        if word == ".":
            return lambda scope: _text(scope.own)
        if word.startswith("${"):
            return self._answer(word)
        if word[:1] in ("'", '"') and len(word) > 1:
            return _always(word[1:-1])
        if word[:1].isascii() and word[:1].isdigit():
            return _always(Decimal(word))
        if word in _TAKES and self.word == "(":
            return self._called(word, depth)
        raise NotUnderstood(word)

    def _answer(self, word: str) -> Worth:
        name = word[2:-1]
        self.names.add(name)
        return lambda scope: _text(scope.answers.get(name, ""))

    def _called(self, name: str, depth: int) -> Worth:
        self._needs("(")
        given: list[Worth] = []
        while self.word != ")":
            if given:
                self._needs(",")
            given.append(self.either(depth + 1))
        self._needs(")")
        if len(given) != _TAKES[name]:
            raise NotUnderstood(name)
        return _FUNCTIONS[name](*given)


def _always(seen: Seen) -> Worth:
    return lambda _scope: seen


def _selected(many: Worth, one: Worth) -> Worth:
    return lambda scope: _said(one(scope)) in _said(many(scope)).split()


_FUNCTIONS: dict[str, Callable[..., Worth]] = {
    "selected": _selected,
    "count-selected": lambda many: lambda scope: Decimal(len(_said(many(scope)).split())),
    "not": lambda one: lambda scope: not _truth(one(scope)),
    "string-length": lambda one: lambda scope: Decimal(len(_said(one(scope)))),
    "true": lambda: _always(True),
    "false": lambda: _always(False),
}


def _either(left: Worth, right: Worth) -> Worth:
    return lambda scope: _truth(left(scope)) or _truth(right(scope))


def _both(left: Worth, right: Worth) -> Worth:
    return lambda scope: _truth(left(scope)) and _truth(right(scope))


def _compared(how: str, left: Worth, right: Worth) -> Worth:
    def worth(scope: Scope) -> bool:
        one, other = left(scope), right(scope)
        if how in ("=", "!="):
            return _same(one, other) == (how == "=")
        a, b = number_of(one), number_of(other)
        return a is not None and b is not None and _ORDERS[how](a, b)

    return worth


def _summed(how: str, left: Worth, right: Worth) -> Worth:
    def worth(scope: Scope) -> Seen:
        a, b = number_of(left(scope)), number_of(right(scope))
        return "" if a is None or b is None else _SUMS[how](a, b)

    return worth


def _same(one: Seen, other: Seen) -> bool:
    if isinstance(one, bool) or isinstance(other, bool):
        return _truth(one) == _truth(other)
    if isinstance(one, Decimal) or isinstance(other, Decimal):
        a, b = number_of(one), number_of(other)
        return a is not None and a == b
    return one == other


def number_of(seen: Seen) -> Decimal | None:
    """Return a value as a number; None where it is none."""
    if isinstance(seen, bool):
        return Decimal(seen)
    if isinstance(seen, Decimal):
        return seen
    try:
        found = Decimal(seen.strip())
    except InvalidOperation:
        return None
    return found if found.is_finite() else None


def _text(answer: Answer) -> str:
    return answer if isinstance(answer, str) else " ".join(answer)


def _said(seen: Seen) -> str:
    return str(seen).lower() if isinstance(seen, bool) else str(seen)


def _truth(seen: Seen) -> bool:
    return bool(seen)
