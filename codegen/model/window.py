"""What a case may say of its kernel, stride, dilation and padding: numbers for both directions, one for both, words."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Annotated, Any, Literal, get_args

from pydantic import BeforeValidator, Discriminator, Field, Tag, ValidationInfo

from codegen.model.finding import shorten
from codegen.model.model import NotNegative, Positive, broken_rule

PaddingName = Literal["same", "valid"]
"""same: as many outputs as inputs over the stride, rounded up; of an odd number of zeros, more come behind.
valid: none."""

PADDING_NAMES: tuple[PaddingName, ...] = get_args(PaddingName)

PaddingMode = Literal["zeros", "replicate", "reflect"]
"""What lies around an image: zeros, its edge again and again, or its rows and columns behind the edge backwards."""

PADDING_MODES: tuple[PaddingMode, ...] = get_args(PaddingMode)

Schema = dict[str, Any]


def same_padding(size: int, reach: int, stride: int) -> tuple[int, int]:
    """Zeros before and behind the input in one direction, with which `same` gives ceil(size / stride) outputs.

    Args:
        size: Of the input [sticks].
        reach: Of the window of an output [sticks].
        stride: From an output to the next [sticks].
    """
    outputs = -(-size // stride)
    zeros = max((outputs - 1) * stride + reach - size, 0)
    return zeros // 2, zeros - zeros // 2


def source_of(place: int, size: int, mode: PaddingMode) -> int | None:
    """The row of an image that a row of its padding repeats, or the column; those of the image repeat themselves.

    Args:
        place: Of the row, from the first one of the image on: negative in the padding above.
        size: Rows of the image; with `reflect` more than there are on either side of it.
        mode: What lies around the image.

    Returns:
        The row of the image; None if it is a row of zeros.
    """
    if 0 <= place < size:
        return place
    if mode == "zeros":
        return None
    if mode == "replicate":
        return 0 if place < 0 else size - 1
    return -place if place < 0 else 2 * (size - 1) - place


def _as_pair(value: Any, info: ValidationInfo) -> Any:
    """One number stands for height and width."""
    if _is_number(value):
        return (value, value)
    if isinstance(value, list | tuple) and len(value) == 2:
        return tuple(value)
    hint = "write one number for height and width, or a list of both"
    raise broken_rule(
        "number-or-pair", f"{info.field_name} is {_shown(value)}, neither a number nor a list of two", hint
    )


def _as_padding(value: Any) -> Any:
    """One number stands for all sides; a word is one of those that name a padding."""
    if isinstance(value, str):
        if value not in PADDING_NAMES:
            hint = f"write {' or '.join(PADDING_NAMES)}, or numbers"
            raise broken_rule("padding-known", f"no padding {shorten(value)!r}", hint)
        return value
    if _is_number(value):
        return (value, value)
    if isinstance(value, list | tuple) and len(value) in (2, 4):
        return tuple(value)
    hint = "write a number, height and width, or top, bottom, left and right; or same, or valid"
    raise broken_rule("padding-sides", f"padding is {_shown(value)}, neither a number nor a list of two or four", hint)


def _is_number(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


def _shown(value: Any) -> str:
    return shorten(json.dumps(value))


def _forms(least: int, lengths: tuple[int, ...], words: tuple[str, ...] = ()) -> Callable[[Schema], None]:
    """Lets an editor offer a number, lists of it, and words."""
    number: Schema = {"type": "integer", "minimum": least}
    lists = [{"type": "array", "items": number, "minItems": length, "maxItems": length} for length in lengths]
    forms = [number, *lists, *([{"enum": [*words]}] if words else [])]

    def offer(schema: Schema) -> None:
        kept: Schema = {name: schema[name] for name in ("default", "description", "title") if name in schema}
        schema.clear()
        schema.update({**kept, "anyOf": forms})

    return offer


Pair = Annotated[
    tuple[Positive, Positive], BeforeValidator(_as_pair), Field(json_schema_extra=_forms(least=1, lengths=(2,)))
]
"""Height and width."""

_NAME, _SIDES = "name", "sides"

Padding = Annotated[
    Annotated[PaddingName, Tag(_NAME)] | Annotated[tuple[NotNegative, ...], Tag(_SIDES)],
    Discriminator(lambda value: _NAME if isinstance(value, str) else _SIDES),
    BeforeValidator(_as_padding),
    Field(json_schema_extra=_forms(least=0, lengths=(2, 4), words=PADDING_NAMES)),
]
"""Height and width, or top, bottom, left and right, or a word for what they do."""
