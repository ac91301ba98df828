"""The base of every model which a user fills in."""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, ValidationError
from pydantic_core import PydanticCustomError
from typing_extensions import LiteralString

from codegen.model.finding import shorten

Identifier = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$", max_length=64)]
"""A name that is also a C++ identifier and a folder name."""

Positive = Annotated[int, Field(gt=0, lt=2**31)]
NotNegative = Annotated[int, Field(ge=0, lt=2**31)]


class Model(BaseModel):
    """No silent conversion, no unknown field, no change after loading."""

    model_config = ConfigDict(strict=True, frozen=True, extra="forbid")


def broken_rule(rule: LiteralString, message: str, hint: str) -> PydanticCustomError:
    """What a validator of one field raises where a name is not known; the loader makes a finding of it."""
    return PydanticCustomError(rule, "{message}", {"message": message, "hint": hint})


def first_error(error: ValidationError) -> str:
    """One of many: of a file of another kind, each line is wrong."""
    first = error.errors(include_url=False)[0]
    place = ".".join(map(str, first["loc"]))
    return f"{shorten(place) + ': ' if place else ''}{first['msg']}"
