"""Rows by several packers at once, and the masks that make zeros of some: what the ISA documentation says of Wormhole.

PACR.md of the documentation has the sets of packers that take an instruction, Packers/EdgeMasking.md the masks.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import numpy as np
import pytest

from tests.emulator import toy
from tests.emulator.test_instructions import Edit, edited

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from codegen.emulator import RunResult

FACES = 4
ROWS = 16
ROW_DATUMS = 16
LAYOUT = "toy/device/plan/toy_args.hpp"
PACK_FACES = "toy/device/kernels/compute/pack_faces.hpp"


def pack(packers: str, rows: int, edit: Edit | None = None) -> RunResult:
    """Runs a program that packs the first rows of each face of a tile, and zeros behind them."""
    asked = toy.request(f"pack_by_{packers}_packers", parameter=rows, tiles=1, fp32_dest_acc=False)
    return toy.run(asked, edited(edit) if edit else None)


def faces(result: RunResult) -> NDArray[np.float32]:
    """The output: [faces, rows of a face, datums of a row]."""
    return toy.float32(toy.output_of(result)).reshape(FACES, ROWS, ROW_DATUMS)


def numbered() -> NDArray[np.float32]:
    """The input, as bfloat16 holds it."""
    ones = toy.bfloat16(np.arange(1, toy.TILE_DATUMS + 1, dtype=np.float32))
    return toy.float32(ones).reshape(FACES, ROWS, ROW_DATUMS)


@pytest.mark.parametrize("packers", ["two", "four"])
@pytest.mark.parametrize("rows", [0, 1, 7, 15])
def test_behind_so_many_rows_packers_write_zeros(packers: str, rows: int) -> None:
    wanted = numbered()
    wanted[:, rows:] = 0
    np.testing.assert_array_equal(faces(pack(packers, rows)), wanted)


@pytest.mark.parametrize("table", [1, 2, 8])
def test_a_table_begins_again_behind_its_rows(table: int) -> None:
    """Packers count rows, whatever takes them out of Dst."""
    edit = (LAYOUT, "rows_of_table = face_rows", f"rows_of_table = {table}")
    wanted = numbered()
    wanted[:, np.arange(ROWS) % table >= 1] = 0
    np.testing.assert_array_equal(faces(pack("four", 1, edit)), wanted)


BROKEN: dict[str, tuple[Edit, str]] = {
    "a table of more rows than a place": (
        (LAYOUT, "packed_rows = face_rows", "packed_rows = face_rows / 2"),
        r"PACR to another address, with packer 0 at row 8 of a table of masks",
    ),
    "a mask of columns": (
        (LAYOUT, "no_column = 0", "no_column = 0xff"),
        r"masks of packers that make anything but zeros of whole rows",
    ),
    "a first mask": (
        (LAYOUT, "all_columns = 0xffff", "all_columns = 0xff"),
        r"masks of packers that make anything but zeros of whole rows",
    ),
    "other packers": (
        (PACK_FACES, "packers == 4 ? 0xf : 0x3", "0xc"),
        r"PACR of anything but rows by all packers, or the first two",
    ),
    "a call of the API": (
        (toy.COMPUTE, "get_arg_val<uint32_t>(toy::arg_parameter))));", "8)));\n    pack_tile(0, toy::output);"),
        r"pack_tile while packers look up masks of rows, of which it knows nothing",
    ),
    "packers at work": (
        (PACK_FACES, "/*last=*/1);\n", "/*last=*/1);\n        mask_from(rows);\n"),
        r"the configuration changes while the packers may be at work: no STALLWAIT\(STALL_THCON, PACK\)",
    ),
    "another unit, which is not held back": (
        (
            PACK_FACES,
            "/*last=*/1);\n",
            "/*last=*/1);\n        TTI_STALLWAIT(p_stall::STALL_THCON, p_stall::PACK);\n"
            "        cfg_reg_rmw_tensix<PACK_COUNTERS_SEC0_pack_reads_per_xy_plane_RMW>(rows_of_table);\n",
        ),
        r"the configuration changes while the packers may be at work: no STALLWAIT\(STALL_THCON, PACK\)",
    ),
}


@pytest.mark.parametrize("rule", BROKEN)
def test_broken_rule(rule: str) -> None:
    edit, message = BROKEN[rule]
    result = pack("two", 8, edit)
    assert result.verdict == "error", result.message
    assert re.search(rf"core \(0, 0\), TRISC2 \(pack\): .*{message}", result.message), result.message
