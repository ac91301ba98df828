"""The option --svg: a picture of one plan."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from codegen.commands.files import write_report
from codegen.model.finding import Finding, on_command_line

if TYPE_CHECKING:
    from codegen.cost.picture import Picture
    from codegen.plan.program import ProgramPlan


def write_picture(file: Path | None, plans: Sequence[ProgramPlan], draw: Callable[[ProgramPlan], Picture]) -> None:
    """Write the picture of a plan; no file, no picture.

    Raises:
        InputError: There are several plans, or the file cannot be written.
    """
    if file is None:
        return
    if len(plans) != 1:
        raise on_command_line(
            Finding("picture-of-one", f"--svg shows one case, and {len(plans)} were chosen", (), "add --only ID")
        )
    (plan,) = plans
    write_report(draw(plan).svg(), str(file))
