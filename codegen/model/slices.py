"""Slices: parts of a layer that run one behind the other, each as a program of its own, between tensors in DRAM."""

from __future__ import annotations

from typing import Annotated, Any, Literal, get_args

from pydantic import BeforeValidator, Field

from codegen.model.finding import shorten
from codegen.model.model import Model, Positive, broken_rule

SliceAxis = Literal["height", "width", "channels"]
"""What is cut: rows of the output, columns of it, or channels."""

SLICE_AXES: tuple[SliceAxis, ...] = get_args(SliceAxis)
"""In the order in which cuts are tried."""

AUTO = "auto"
"""Stands for slices of which nothing is said: none if the layer fits, or else the first cut that does."""


class Slices(Model):
    """In what slices a layer runs; what is left out is found, and is the least that fits."""

    axis: SliceAxis | None = Field(
        default=None,
        description="What is cut: rows of the output, columns of it, or channels. "
        "The first of these with which there is a plan, and nothing if the layer fits as a whole, if left out.",
    )
    count: Positive | None = Field(
        default=None, description="How many slices; the fewest with which there is a plan if left out."
    )


def _as_slices(value: Any) -> Any:
    """A word stands for slices of which nothing is said."""
    if not isinstance(value, str):
        return value
    if value != AUTO:
        hint = f"write {AUTO}, or axis and count: {{axis: height, count: 4}}"
        raise broken_rule("slices-known", f"no slices {shorten(value)!r}", hint)
    return {}


def _offer(schema: dict[str, Any]) -> None:
    """Let an editor offer the word."""
    kept: dict[str, Any] = {name: schema.pop(name) for name in ("default", "description", "title") if name in schema}
    form = dict(schema)
    schema.clear()
    schema.update({**kept, "anyOf": [{"enum": [AUTO]}, *form.get("anyOf", [form])]})


SliceChoice = Annotated[Slices, BeforeValidator(_as_slices), Field(json_schema_extra=_offer)]
"""Slices, or a word for those that are found."""
