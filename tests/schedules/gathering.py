"""The lists of a gathering, as they stand among the arguments of a core."""

from __future__ import annotations

from codegen.model.variant import KernelName
from codegen.plan.grid import Core
from codegen.plan.program import CorePlan


def pieces(core: CorePlan, kernel: KernelName, name: str) -> list[dict[str, int]]:
    """The records of a list among the arguments of a core."""
    found: dict[int, dict[str, int]] = {}
    for word, value in core.arguments[kernel].items():
        if word.startswith(f"{name}["):
            place, field = word.removeprefix(f"{name}[").split("].")
            found.setdefault(int(place), {})[field] = value
    return [found[place] for place in sorted(found)]


def sourced_pieces(core: CorePlan) -> list[tuple[Core, dict[str, int]]]:
    """The pieces of a core, with the cores that have them."""
    sources = pieces(core, "writer", "input_sources")
    cores = [Core(one["noc_x"], one["noc_y"]) for one in sources for _ in range(one["num_pieces"])]
    return list(zip(cores, pieces(core, "writer", "input_pieces"), strict=True))
