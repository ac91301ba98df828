"""The variants that tests run on: the shipped ones, and others that take every other turn of a spec."""

from __future__ import annotations

from pathlib import Path

from codegen.model.loader import load_variants
from codegen.model.operation import Operation
from codegen.model.variant import Variant
from codegen.resources import resource

_SPECS = (resource("specs"), Path(__file__).parent / "specs")
_SHIPPED, _UNUSUAL = (load_variants([folder]) for folder in _SPECS)

SHIPPED: dict[str, Variant] = {one.variant.name: one.variant for one in _SHIPPED}

UNUSUAL: dict[str, Variant] = {one.variant.name: one.variant for one in _UNUSUAL}
"""COL_MAJOR, NoC 1, senders that are not the first, common arguments, pinned, renamed and reserved ones."""

OPERATIONS: dict[str, Operation] = {one.operation.name: one.operation for one in (*_SHIPPED, *_UNUSUAL)}
"""The operations that they are emitted in."""

OF_METAL2: dict[str, Operation] = {one.operation.name: one.operation for one in load_variants(_SPECS, "metal2")}
"""The same for Metal 2.0."""

ALL = SHIPPED | UNUSUAL

CHECKPOINTS = {name: variant.model_copy(update={"stage": "checkpoint"}) for name, variant in ALL.items()}
"""The same without a program: not among ALL, which are executed."""
