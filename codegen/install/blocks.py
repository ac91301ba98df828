"""Marked blocks in the text of a file: put in behind anchors, found again, taken out."""

from __future__ import annotations

from collections.abc import Sequence

from codegen.install.edits import Edit

BEGIN = "ttdw: begin"
END = "ttdw: end"


class BlockError(Exception):
    """A block cannot be put in or taken out."""

    def __init__(self, message: str, line: int, hint: str) -> None:
        super().__init__(message)
        self.line = line
        self.hint = hint


def insert_blocks(text: str, edits: Sequence[Edit], operations: Sequence[str]) -> str:
    """A text without blocks, with the blocks of all edits; without operations there are none.

    Raises:
        BlockError: An anchor is missing, or stands there twice.
    """
    lines = text.splitlines(keepends=True)
    for edit in edits if operations else ():
        place = _anchor(lines, edit, operations)
        indent = lines[place][: len(lines[place]) - len(lines[place].lstrip())]
        comment = _comment(edit)
        content = [f"{comment} {BEGIN}", *edit.render(operations), f"{comment} {END}"]
        lines[place + 1 : place + 1] = [f"{indent}{line}\n" for line in content]
    return "".join(lines)


def remove_blocks(text: str, edits: Sequence[Edit], operations: Sequence[str] | None) -> str:
    """A text without its blocks.

    Args:
        text: The text.
        edits: The edits of its file.
        operations: The operations that the blocks must hold; None if it makes no difference what they hold.

    Raises:
        BlockError: A mark is missing, or a block holds something else.
    """
    wanted = None if operations is None else [edit.render(operations) for edit in edits]
    kept: list[str] = []
    block: list[str] | None = None
    start = 0
    for number, line in enumerate(text.splitlines(keepends=True), 1):
        word = line.strip().lstrip("#/ ")
        if (word == BEGIN and block is not None) or (word == END and block is None):
            raise BlockError(f"a mark {word!r} has no partner", number, _RESTORE)
        if word == BEGIN:
            block, start = [], number
        elif word == END:
            if wanted is not None and block not in wanted:
                installed = ", ".join(operations or ()) or "nothing"
                message = f"the block between the marks is not that of what is installed, which is {installed}"
                raise BlockError(message, start, _RESTORE_EITHER)
            block = None
        elif block is not None:
            block.append(line.strip())
        else:
            kept.append(line)
    if block is not None:
        raise BlockError(f"a mark {BEGIN!r} has no partner", start, _RESTORE)
    return "".join(kept)


_RESTORE = "put the file back as it was, for example with git checkout"
_RESTORE_EITHER = f"{_RESTORE}; or the folder of an operation, if one was removed by hand"


def _comment(edit: Edit) -> str:
    return "#" if edit.file.suffix in {".txt", ".cmake"} else "//"


def _anchor(lines: Sequence[str], edit: Edit, operations: Sequence[str]) -> int:
    found = [place for place, line in enumerate(lines) if line.strip() == edit.anchor]
    if len(found) != 1:
        times = "is missing" if not found else f"stands there {len(found)} times"
        by_hand = "; ".join(edit.render(operations))
        raise BlockError(f"the anchor {times}: {edit.anchor}", 0, f"add by hand what belongs behind it: {by_hand}")
    return found[0]
