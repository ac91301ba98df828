"""The folder of what all operations have: emitted once, beside the operations, which include and link it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from codegen.emit.banner import Source
from codegen.model.finding import Finding, on_command_line
from codegen.model.operation import Operation
from codegen.model.variant import TargetName

COMMON = "depthwise_common"
"""Name of the folder, and of its namespace."""

COMMON_SOURCE = Source("any spec", "ttdw generate")
"""What its files say of where they come from: the same, whichever operations lie beside it."""


@dataclass(frozen=True)
class Common:
    """What all operations of a release have.

    Attributes:
        target: The release.
    """

    target: TargetName

    @property
    def name(self) -> str:
        """Name of its folder."""
        return COMMON


def common_of(operations: Iterable[Operation]) -> Common | None:
    """What operations share; None without any.

    Raises:
        InputError: They are emitted for several releases, which have not the same in common, or one takes its name.
    """
    operations = tuple(operations)
    targets = {one.target: one.name for one in operations}
    if len(targets) > 1:
        told = ", ".join(f"{name} is emitted for {target}" for target, name in sorted(targets.items()))
        raise on_command_line(
            Finding("common-target", f"{told}: they cannot share {COMMON}", (), "say --target, or generate them apart")
        )
    if any(one.name == COMMON for one in operations):
        raise on_command_line(
            Finding("common-name", f"{COMMON!r} is the folder of what all operations have", (), "rename the operation")
        )
    return Common(*targets) if targets else None
