"""The chip of a device, with the coordinates that it gives its cores."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import ttnn

from codegen.emulator.translate import ARCHITECTURES
from codegen.plan.chip import CHIPS, Chip
from codegen.plan.grid import Core
from ttdw_ttnn.fallback import NotServedError

_chips: dict[int, Chip] = {}


def chip_of(device: Any) -> Chip:
    """The chip to plan for: harvested rows and columns are none of its own, nor is what `l1_small_size` keeps of L1.

    Raises:
        NotServedError: It is of a kind that no plan knows.
    """
    if device.id() not in _chips:
        _chips[device.id()] = _find_chip(device)
    return _chips[device.id()]


def _find_chip(device: Any) -> Chip:
    arch = device.arch().name.lower()
    known = next((CHIPS[name] for name, one in ARCHITECTURES.items() if one == arch), None)
    if known is None:
        raise NotServedError(f"no plan knows the chip {arch}")
    grid = device.compute_with_storage_grid_size()
    columns = tuple(_noc(device, x, 0).x for x in range(grid.x))
    rows = tuple(_noc(device, 0, y).y for y in range(grid.y))
    if any(_noc(device, x, y) != Core(columns[x], rows[y]) for x in range(grid.x) for y in range(grid.y)):
        raise NotServedError("the cores of the chip do not lie in rows and columns of its NoC")
    small = ttnn.get_memory_view(device, ttnn.BufferType.L1_SMALL).total_bytes_per_bank
    return replace(known, noc_columns=columns, noc_rows=rows, l1_bytes=known.l1_bytes - small)


def _noc(device: Any, x: int, y: int) -> Core:
    noc = device.worker_core_from_logical_core(ttnn.CoreCoord(x, y))
    return Core(noc.x, noc.y)
