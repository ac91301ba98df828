"""Which release a tt-metal tree is, told by files that only some releases have."""

from __future__ import annotations

from pathlib import Path

from codegen.model.variant import TargetName

_NEWEST_FIRST: tuple[tuple[TargetName, str], ...] = (
    ("0.81", "tt_metal/hw/inc/api/dataflow/circular_buffer.h"),
    ("0.69", "ttnn/cpp/ttnn/operations/experimental/experimental_nanobind.cpp"),
    ("0.65", "ttnn/cpp/ttnn/operations/experimental/experimental_pybind.cpp"),
)


def release_of(tree: Path) -> TargetName | None:
    """The release, or None for a folder that is none of them."""
    return next((release for release, file in _NEWEST_FIRST if (tree / file).is_file()), None)
