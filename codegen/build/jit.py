"""The files that tt-metal's runtime writes for each kernel before it compiles it."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from codegen.build.processors import Processor
from codegen.model.case import Case, MathFidelity

BUFFERS = 32
"""Circular buffers of a core."""

FLOAT16_B = 5
"""bfloat16 among tt-metal's data formats; all buffers hold it here."""

FIDELITIES: dict[MathFidelity, int] = {"LoFi": 0, "HiFi2": 2, "HiFi3": 3, "HiFi4": 4}
"""tt-metal's numbers of the math fidelities."""

_TILE = {
    "tile_num_faces": 4,
    "partial_face": 0,
    "tile_face_r_dim": 16,
    "narrow_tile": 0,
    "tile_r_dim": 32,
    "tile_c_dim": 32,
    "tile_size": 2048,
    "num_faces_r_dim": 2,
    "num_faces_c_dim": 2,
}
"""A tile of 32 x 32 bfloat16 datums, in the words of the generated headers."""

_ONCE = "#pragma once\n"
_TILES = "tile_descriptors.h"
_PARTS = (
    "chlkc_dst_accum_mode.h",
    "chlkc_dst_sync_mode.h",
    "chlkc_math_approx_mode.h",
    "chlkc_pack_data_format.h",
    "chlkc_pack_tile_dims.h",
    "chlkc_unpack_data_format.h",
    "chlkc_unpack_tile_dims.h",
)
"""What releases before 0.69 ask for instead of chlkc_descriptors.h."""


def generated_files(processor: Processor, kernel: Path, case: Case, first: Sequence[str] = ()) -> dict[str, str]:
    """Text by name of everything that is generated for one kernel on one processor.

    Args:
        processor: The processor.
        kernel: The kernel's file.
        case: The case that the kernel is compiled for: its number formats are compile-time constants.
        first: Other generated headers, which the kernel expects in front of it.
    """
    include = "".join(f'#include "{header}"\n' for header in first)
    include += f'void kernel_main();\n#include "{kernel}"\n'
    files = {
        **dict.fromkeys(("defines_generated.h", "named_args_generated.h", "named_ct_arg_map_generated.h"), _ONCE),
        **dict.fromkeys(_PARTS, f'{_ONCE}#include "{_TILES}"\n'),
        _TILES: _tiles(case),
    }
    if not processor.thread:
        return {**files, "chlkc_descriptors.h": f'{_ONCE}#include "{_TILES}"\n', "kernel_includes.hpp": include}
    return {
        **files,
        "chlkc_math_fidelity.h": _fidelity(case, "std::int32_t"),
        "chlkc_descriptors.h": f'#include "llk_defs.h"\n#include "{_TILES}"\n'
        + _fidelity(case, "ckernel::MathFidelity"),
        f"chlkc_{processor.thread}.cpp": f"#define TRISC_{processor.thread.upper()}\n{include}",
    }


def _fidelity(case: Case, kind: str) -> str:
    """The math fidelity: a number in releases before 0.69, an enumerator since."""
    number = FIDELITIES[case.math_fidelity]
    return f"{_ONCE}#include <cstdint>\nconstexpr {kind} MATH_FIDELITY = static_cast<{kind}>({number});\n"


def _tiles(case: Case) -> str:
    lines = [_ONCE, "#include <cstdint>"]
    for side in ("unpack", "pack"):
        formats = {"src_format": FLOAT16_B, "dst_format": FLOAT16_B}
        lines += [_array(f"{side}_{name}", value) for name, value in {**formats, **_TILE}.items()]
    accumulate = str(case.fp32_dest_acc).lower()
    lines += ["constexpr bool APPROX = false;", f"constexpr bool DST_ACCUM_MODE = {accumulate};"]
    return "\n".join([*lines, "#define DST_SYNC_MODE DstSync::SyncHalf", ""])


def _array(name: str, value: int) -> str:
    width = 8 if value < 1 << 8 else 16
    return f"constexpr std::uint{width}_t {name}[{BUFFERS}] = {{{', '.join([str(value)] * BUFFERS)}}};"
