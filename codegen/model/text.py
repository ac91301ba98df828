"""Texts of a user that are emitted as comments: whatever they hold, they stay on the line that they are put on."""

from __future__ import annotations

import re
from typing import Annotated

from pydantic import AfterValidator, Field

from codegen.model.model import broken_rule

BREAKING = re.compile(
    "[\x00-\x1f\x7f-\x9f"  # controls, among them what ends a line
    "\u2028\u2029"  # separators of lines and paragraphs
    "\u061c\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff"  # what is invisible or turns the direction of writing
    "\ufff9-\uffff\ud800-\udfff]"  # what is no character
)
"""Characters that end a line, or make it look like another one to people."""

_SPLICE = re.compile(r"(\\|\?\?/)(?= |$)")
"""What glues the next line to a comment, where a line may end: a backslash, also as a trigraph."""

_ORDER = re.compile(r"clang-format(?= (on|off)\b)")
"""The beginning of what clang-format takes for an order to it."""


def one_line(text: str) -> str:
    """A text as it may follow `//`: one line, with nothing behind which the compiler or clang-format sees more."""
    line = " ".join(BREAKING.sub(" ", text).split())
    return _ORDER.sub("clang-format:", _SPLICE.sub(r"\1.", line))


def _visible(text: str) -> str:
    line = one_line(text)
    if not line:
        raise broken_rule("text-visible", "a text without a visible character", "say in words what it is")
    return line


Text = Annotated[str, Field(min_length=1, max_length=1000), AfterValidator(_visible)]
"""A text that says what something is; it becomes one line."""
