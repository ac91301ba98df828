"""Finds the source lines of program counters: in the Python that has wolfpine and pyelftools; it needs no ttdw.

Reads a list of [ELF file, program counter at which the kernel began, program counters] as JSON from standard input, and
writes for each the list of its program counters' frames, the innermost first: [function, file, line].
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any

from elftools.dwarf.descriptions import describe_form_class
from elftools.dwarf.ranges import BaseAddressEntry
from elftools.elf.elffile import ELFFile

FUNCTIONS = ("DW_TAG_subprogram", "DW_TAG_inlined_subroutine")
BLOCKS = (*FUNCTIONS, "DW_TAG_lexical_block")
SCOPES = (*BLOCKS, "DW_TAG_namespace", "DW_TAG_structure_type", "DW_TAG_class_type")
PLACES = {"DW_AT_low_pc", "DW_AT_ranges"}

Frame = tuple[str, str, int]
"""Function, file and line."""


class Lines:
    """The source lines of an ELF file."""

    def __init__(self, path: str) -> None:
        with Path(path).open("rb") as file:
            elf = ELFFile(file)
            self.entry: int = elf.header.e_entry
            self._dwarf = elf.get_dwarf_info(relocate_dwarf_sections=False)
            self._units = list(self._dwarf.iter_CUs())
            self._tables = [self._table(unit) for unit in self._units]

    def frames(self, address: int) -> list[Frame]:
        """Where an address is, with the functions into which it was inlined; none if nothing is known of it."""
        for unit, (files, rows) in zip(self._units, self._tables, strict=True):
            if place := _row_of(rows, address):
                chain = list(self._chain(unit.get_top_DIE(), address))
                frames: list[Frame] = []
                for die in reversed(chain):
                    frames.append((_name(die), files.get(place[0], "?"), place[1]))
                    if die.tag != "DW_TAG_inlined_subroutine":
                        break
                    place = (_number(die, "DW_AT_call_file"), _number(die, "DW_AT_call_line"))
                return frames or [("?", files.get(place[0], "?"), place[1])]
        return []

    def _table(self, unit: Any) -> tuple[dict[int, str], list[tuple[int, int, int, int]]]:
        """The files of a unit by number, and its rows: first address, address behind, file, line."""
        program = self._dwarf.line_program_for_CU(unit)
        if program is None:
            return {}, []
        first = 0 if program.header.version >= 5 else 1
        files = {first + at: entry.name.decode() for at, entry in enumerate(program.header.file_entry)}
        states = [entry.state for entry in program.get_entries() if entry.state]
        rows = [
            (one.address, other.address, one.file, one.line)
            for one, other in pairwise(states)
            if not one.end_sequence and other.address > one.address
        ]
        return files, rows

    def _chain(self, die: Any, address: int) -> Iterator[Any]:
        """The functions that hold an address, the outermost first."""
        for child in die.iter_children():
            if child.tag in BLOCKS and self._holds(child, address):
                if child.tag in FUNCTIONS:
                    yield child
                yield from self._chain(child, address)
                return
            if child.tag in SCOPES and not PLACES & child.attributes.keys():
                inside = list(self._chain(child, address))  # a function in a function that was inlined everywhere
                if inside:
                    yield from inside
                    return

    def _holds(self, die: Any, address: int) -> bool:
        low, high = die.attributes.get("DW_AT_low_pc"), die.attributes.get("DW_AT_high_pc")
        if low and high:
            end = high.value if describe_form_class(high.form) == "address" else low.value + high.value
            return bool(low.value <= address < end)
        if "DW_AT_ranges" not in die.attributes:
            return False
        base = die.cu.get_top_DIE().attributes.get("DW_AT_low_pc")
        offset = base.value if base else 0
        for one in self._dwarf.range_lists().get_range_list_at_offset(die.attributes["DW_AT_ranges"].value, die.cu):
            if isinstance(one, BaseAddressEntry):
                offset = one.base_address
                continue
            start = 0 if getattr(one, "is_absolute", False) else offset
            if start + one.begin_offset <= address < start + one.end_offset:
                return True
        return False


def _row_of(rows: list[tuple[int, int, int, int]], address: int) -> tuple[int, int] | None:
    return next(((file, line) for begin, end, file, line in rows if begin <= address < end), None)


def _number(die: Any, name: str) -> int:
    found = die.attributes.get(name)
    return int(found.value) if found else 0


def _name(die: Any) -> str:
    """The name of a function, which may stand at its declaration, or at what it is a copy of."""
    links = ("DW_AT_abstract_origin", "DW_AT_specification")
    while "DW_AT_name" not in die.attributes:
        link = next((one for one in links if one in die.attributes), None)
        if link is None:
            return "?"
        die = die.get_DIE_from_attribute(link)
    return str(die.attributes["DW_AT_name"].value.decode())


def main() -> None:
    """Answer the question on standard input."""
    known: dict[str, Lines] = {}
    answers = []
    for path, began, counters in json.load(sys.stdin):
        if path not in known:
            known[path] = Lines(path)
        lines = known[path]
        answers.append([lines.frames(counter - began + lines.entry) for counter in counters])
    json.dump(answers, sys.stdout)


if __name__ == "__main__":
    main()
