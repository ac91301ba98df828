"""The variants that tests run on: the shipped ones, and others that take every other turn of a spec."""

from __future__ import annotations

from pathlib import Path

from codegen.model.loader import load_variants
from codegen.model.operation import Operation
from codegen.model.variant import Variant
from codegen.resources import resource

SHIPPED: dict[str, Variant] = {one.variant.name: one.variant for one in load_variants([resource("specs")])}

OPERATIONS: dict[str, Operation] = {one.operation.name: one.operation for one in load_variants([resource("specs")])}
"""The shipped operations, with all their variants."""

UNUSUAL: dict[str, Variant] = {
    one.variant.name: one.variant for one in load_variants([Path(__file__).parent / "specs"])
}
"""COL_MAJOR, NoC 1, senders that are not the first, common arguments, pinned, renamed and reserved ones."""

ALL = SHIPPED | UNUSUAL

CHECKPOINTS = {name: variant.model_copy(update={"stage": "checkpoint"}) for name, variant in ALL.items()}
"""The same without a program: not among ALL, which are executed."""
