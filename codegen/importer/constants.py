"""What is known of the variables at a place of the kernel: a number, or the reason why it is not known."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace


@dataclass(frozen=True)
class Unknown:
    """A value that the file alone does not tell.

    Attributes:
        cause: The reason, as the end of a sentence about the value.
    """

    cause: str


Value = int | Unknown

BINARY: dict[str, Callable[[int, int], int]] = {
    "+": lambda left, right: left + right,
    "-": lambda left, right: left - right,
    "*": lambda left, right: left * right,
    "<<": lambda left, right: left << right,
    ">>": lambda left, right: left >> right,
    "&": lambda left, right: left & right,
    "|": lambda left, right: left | right,
    "^": lambda left, right: left ^ right,
    "==": lambda left, right: int(left == right),
    "!=": lambda left, right: int(left != right),
    "<": lambda left, right: int(left < right),
    "<=": lambda left, right: int(left <= right),
    ">": lambda left, right: int(left > right),
    ">=": lambda left, right: int(left >= right),
    "&&": lambda left, right: int(bool(left and right)),
    "||": lambda left, right: int(bool(left or right)),
    "and": lambda left, right: int(bool(left and right)),
    "or": lambda left, right: int(bool(left or right)),
    "/": lambda left, right: left // right,
    "%": lambda left, right: left % right,
}
"""Operators on what an index is: small numbers that are not negative."""

LOGICAL = ("&&", "||", "and", "or")
"""Those whose second operand may be skipped."""

MAX_SHIFT = 32
MAX_VALUE = 2**64 - 1


def literal(text: str) -> Value:
    """The number of a C++ literal."""
    digits = text.replace("'", "").rstrip("uUlLzZ")
    try:
        return int(digits, 8) if digits.isdigit() and digits.startswith("0") else int(digits, 0)
    except ValueError:
        return Unknown(f"is no whole number ({text})")


def combine(operator: str, left: Value, right: Value) -> Value:
    """The value of a binary expression."""
    if isinstance(left, Unknown):
        return left
    if isinstance(right, Unknown):
        return right
    if (operator in "/%" and right <= 0) or left < 0 or right < 0 or (operator in ("<<", ">>") and right >= MAX_SHIFT):
        return Unknown(f"is not computed here ({left} {operator} {right})")
    known = BINARY.get(operator)
    if known is None:
        return Unknown(f"uses the operator {operator}")
    value = known(left, right)
    return value if value <= MAX_VALUE else Unknown("does not fit 64 bits")


@dataclass(frozen=True)
class Variable:
    """A variable: its value, whether it is const, and whether an argument of the kernel went into it."""

    value: Value
    fixed: bool
    from_host: bool = False


class Scopes:
    """The variables by name, the innermost scope last."""

    def __init__(self, levels: list[dict[str, Variable]] | None = None) -> None:
        self._levels = levels if levels is not None else [{}]

    def copy(self) -> Scopes:
        """The same knowledge, to go another way with it."""
        return Scopes([dict(level) for level in self._levels])

    def become(self, other: Scopes) -> None:
        """Take over the knowledge of another way."""
        self._levels = other._levels

    def enter(self) -> None:
        """Open a scope."""
        self._levels.append({})

    def leave(self) -> None:
        """Close the innermost scope."""
        self._levels.pop()

    def declare(self, name: str, variable: Variable) -> None:
        """Add a variable to the innermost scope."""
        self._levels[-1][name] = variable

    def find(self, name: str) -> Variable | None:
        """The variable that a name means here."""
        return next((level[name] for level in reversed(self._levels) if name in level), None)

    def assign(self, name: str, value: Value) -> None:
        """Give a variable another value; a name from elsewhere stays unknown."""
        for level in reversed(self._levels):
            if name in level:
                if not level[name].fixed:
                    level[name] = replace(level[name], value=value)
                return

    def forget(self, name: str, cause: str) -> None:
        """From here on nobody knows the value, unless it is const."""
        self.assign(name, Unknown(cause))

    def lose(self, name: str, cause: str) -> None:
        """From here on nobody knows the value, const or not: what stands here may be another variable."""
        for level in reversed(self._levels):
            if name in level:
                level[name] = replace(level[name], value=Unknown(cause))
                return

    def forget_all(self, cause: str) -> None:
        """Forget every variable that is not const."""
        for level, name in self._places():
            if not level[name].fixed:
                level[name] = replace(level[name], value=Unknown(cause))

    def merge(self, other: Scopes, cause: str) -> None:
        """After two ways which began here have met: keep what both agree on."""
        for mine, theirs in zip(self._levels, other._levels, strict=True):
            for name, variable in mine.items():
                if name not in theirs or theirs[name].value != variable.value:
                    mine[name] = replace(variable, value=Unknown(cause))
            for name in theirs.keys() - mine.keys():  # only one side of an #if declares it
                mine[name] = replace(theirs[name], value=Unknown(cause))

    def _places(self) -> Iterator[tuple[dict[str, Variable], str]]:
        return ((level, name) for level in self._levels for name in level)
