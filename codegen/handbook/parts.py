"""All of docs/ that is made of the code, by its place there."""

from __future__ import annotations

from pathlib import PurePosixPath

from codegen.handbook.architecture import architecture_page, rooms_picture
from codegen.handbook.command_line import command_line_page
from codegen.handbook.file_fields import case_page, spec_page
from codegen.handbook.pictures import plan_pictures

COMMAND = "python -m codegen.handbook"
"""What writes all of it."""


def all_parts() -> dict[PurePosixPath, str]:
    """The text of each file."""
    pages = {
        "architecture.md": architecture_page(),
        "reference/command-line.md": command_line_page(),
        "reference/spec-file.md": spec_page(),
        "reference/case-file.md": case_page(),
    }
    pictures = {f"pictures/{name}.svg": svg for name, svg in {**plan_pictures(), "rooms": rooms_picture()}.items()}
    return {PurePosixPath(path): text for path, text in {**pages, **pictures}.items()}
