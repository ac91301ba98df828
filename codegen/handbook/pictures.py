"""Pictures of plans of shipped cases: where cores are and what each holds, and how one of them cuts its work."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import NamedTuple

from codegen.commands.cases import plan_cases
from codegen.cost.picture import Picture
from codegen.plan.program import ProgramPlan
from codegen.views.report.plan_pictures import cores_picture, work_picture


class Drawn(NamedTuple):
    """A picture of a plan.

    Attributes:
        command: The command whose option --svg draws the same.
        file: Name of a shipped case file.
        case: The case.
    """

    command: str
    file: str
    case: str


PICTURES: Mapping[str, Drawn] = MappingProxyType(
    {
        "block": Drawn("cores", "seed", "block_2x2_c64_k3_s1"),
        "height": Drawn("cores", "seed", "height_4x1_c64_k3_s1"),
        "width": Drawn("cores", "seed", "width_2x1_c64_k3_s1"),
        "flat_row": Drawn("plan", "speed", "one_core_c96_k3"),
        "flat_halo": Drawn("plan", "rows", "rows_height_4x1_k3"),
        "planes": Drawn("plan", "planes", "planes_one_core_k3"),
        "planes_halo": Drawn("plan", "planes", "planes_height_4x2_k5_bias"),
    }
)
"""All pictures of plans, by the names of their files."""


def plan_pictures() -> dict[str, str]:
    """The SVG of each."""
    pictures = {}
    for name, (command, file, case) in PICTURES.items():
        (plan,) = plan_cases(file, [case], None, "wormhole").plans
        picture = _DRAW[command](plan)
        assert picture is not None, "chosen for its picture"
        pictures[name] = picture.svg()
    return pictures


_DRAW: dict[str, Callable[[ProgramPlan], Picture | None]] = {"cores": cores_picture, "plan": work_picture}
