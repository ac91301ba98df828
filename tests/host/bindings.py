"""What tt-metal 0.81 has of buffers among the arguments of kernels, for a tree that is older."""

from __future__ import annotations

from pathlib import Path

HEADER = Path("tt-metalium") / "program_descriptors.hpp"
IN_TREE = Path("tt_metal") / "api" / HEADER
STRUCT = "struct KernelDescriptor {\n"

STAND_IN = """\
    struct RTArgList {
        std::vector<uint32_t> words;

        void reserve(std::size_t count) { words.reserve(count); }
        void push_back(uint32_t word) { words.push_back(word); }
        void push_back(Buffer* buffer) { words.push_back(static_cast<uint32_t>(buffer->address())); }
    };

    void emplace_runtime_args(const CoreCoord& core, const RTArgList& list) {
        runtime_args.emplace_back(core, list.words);
    }
    void emplace_common_runtime_args(const RTArgList& list) { common_runtime_args = list.words; }

"""
"""Puts the address in place; which argument it was, nobody knows: the tree asks for all at each launch."""


def stand_in_for_bindings(tree: Path, folder: Path) -> None:
    """Write the tree's header with the stand-in into a folder that the compiler searches first, if it lacks them."""
    text = (tree / IN_TREE).read_text(encoding="utf-8")
    if "RTArgList" in text:
        return
    before, struct, behind = text.partition(STRUCT)
    assert struct, f"{tree / IN_TREE} has no {STRUCT.strip()}"
    header = folder / HEADER
    header.parent.mkdir()
    include = "#include <tt-metalium/buffer.hpp>\n"
    header.write_text(before.replace("#pragma once\n", f"#pragma once\n{include}", 1) + struct + STAND_IN + behind)
