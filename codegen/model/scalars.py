"""Plain scalars of YAML, of which only those count that all versions of YAML read alike.

YAML 1.1 reads 017 as 15, 1:30 as 90 and yes as true; YAML 1.2 reads 17 and two texts. Who wrote such a value may mean
either, and a shape of a convolution must not depend on it.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache

import yaml

from codegen.model.finding import shorten

Scalar = str | int | float | bool | None

MAX_DIGITS = 40
"""Digits of a number that is read; a word of the chip has 10."""

_INTEGER = "tag:yaml.org,2002:int"
_STRING = "tag:yaml.org,2002:str"

_CORE: tuple[tuple[str, re.Pattern[str], Callable[[str], Scalar]], ...] = (
    ("tag:yaml.org,2002:null", re.compile(r"~|null|Null|NULL|"), lambda _: None),
    ("tag:yaml.org,2002:bool", re.compile(r"true|True|TRUE|false|False|FALSE"), lambda text: text.lower() == "true"),
    (_INTEGER, re.compile(r"[-+]?[0-9]+|0o[0-7]+"), lambda text: int(text, 8 if "o" in text else 10)),
    (_INTEGER, re.compile(r"0x[0-9a-fA-F]+"), lambda text: int(text, 16)),
    (
        "tag:yaml.org,2002:float",
        re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?|[-+]?\.(inf|Inf|INF)|\.(nan|NaN|NAN)"),
        lambda text: float(re.sub(r"\.(?=[inIN])", "", text)),
    ),
)
"""The core schema of YAML 1.2.2, section 10.3.2: tag, form, reading. What has no other form is a text."""

_OLD = yaml.resolver.Resolver()


class UnreadableError(ValueError):
    """A scalar that is not taken: why, and what to write instead."""

    def __init__(self, message: str, hint: str) -> None:
        super().__init__(message)
        self.hint = hint


@lru_cache(maxsize=4096)
def read_plain(text: str) -> Scalar:
    """What a scalar without quotes stands for.

    Raises:
        UnreadableError: YAML 1.1 and 1.2 read it in two ways, or it is a number of very many digits.
    """
    tag, read = next(((tag, read) for tag, form, read in _CORE if form.fullmatch(text)), (_STRING, str))
    old = _OLD.resolve(yaml.ScalarNode, text, (True, False))  # type: ignore[no-untyped-call]
    if tag != old or (tag == _INTEGER and re.match(r"[-+]?0[0-9]", text)):
        message = f"{shorten(text)!r} is not the same to YAML 1.1 and to YAML 1.2"
        raise UnreadableError(message, "write a number in decimal, without leading zeros; true or false; or put quotes")
    if tag != _STRING and len(text) > MAX_DIGITS:
        raise UnreadableError(f"a number of {len(text)} digits, at most {MAX_DIGITS} are read", "no field is as large")
    return read(text)
