"""What an operation, or what all share, needs in the files of a checkout, as data: a line of each behind an anchor.

The anchors are the lines of conv3d, an operation that every release has and that is built in the same way.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath
from types import MappingProxyType

from codegen.emit.common import COMMON
from codegen.emit.context import camel, operation_folder
from codegen.model.variant import TargetName

OPERATIONS = PurePosixPath(operation_folder("any")).parent
"""Where the folders of the operations go."""

TESTS = PurePosixPath("tests/ttnn/unit_tests/operations/conv")
"""Where their tests go."""

_CMAKE = PurePosixPath("ttnn/CMakeLists.txt")
_EXPERIMENTAL = PurePosixPath("ttnn/cpp/ttnn/operations/experimental")
_SOURCES = "${CMAKE_CURRENT_SOURCE_DIR}/cpp/ttnn/operations/experimental"


@dataclass(frozen=True)
class Edit:
    """Lines for a file of the checkout.

    Attributes:
        file: The file.
        anchor: The line, without its indentation, behind which they go, with the same indentation.
        line: The line of an operation: {operation} stands for its name, {camel} for the same in camel case.
        needs: The emitted file that the line names; {operation} as above.
        of_common: Whether what all operations share has such a line too: it is built, and not bound to Python.
    """

    file: PurePosixPath
    anchor: str
    line: str
    needs: str
    of_common: bool = False

    def is_for(self, operation: str) -> bool:
        """Whether an operation, or what all share, has such a line."""
        return self.of_common or operation != COMMON

    def render(self, operations: Sequence[str]) -> list[str]:
        """The lines of operations, without indentation."""
        named = filter(self.is_for, operations)
        return [self.line.replace("{operation}", name).replace("{camel}", camel(name)) for name in named]

    def needed(self, operation: str) -> PurePosixPath:
        """The file that the line of an operation names, in the operation's folder."""
        return PurePosixPath(self.needs.replace("{operation}", operation))


_LIBRARY = (
    Edit(
        _CMAKE,
        "TTNN::Ops::Experimental::Conv3d",
        "TTNN::Ops::Experimental::{camel}",
        "CMakeLists.txt",
        of_common=True,
    ),
    Edit(
        _CMAKE,
        "add_subdirectory(cpp/ttnn/operations/experimental/conv3d)",
        "add_subdirectory(cpp/ttnn/operations/experimental/conv/{operation})",
        "CMakeLists.txt",
        of_common=True,
    ),
)


def _binding(kind: str, suffix: str, registration: str, module: str) -> tuple[Edit, ...]:
    """The edits that bind an operation to Python.

    Args:
        kind: What the files of the library that binds are called after.
        suffix: The same as the checkout's CMake file writes it.
        registration: conv3d's function that registers it.
        module: The variable that holds the module.
    """
    header, source = f"{{operation}}_{kind}.hpp", f"{{operation}}_{kind}.cpp"
    file = _EXPERIMENTAL / f"experimental_{kind}.cpp"
    return (
        Edit(
            _CMAKE,
            f"{_SOURCES}/conv3d/conv3d_{suffix}.cpp",
            f"{_SOURCES}/conv/{{operation}}/{{operation}}_{suffix}.cpp",
            source,
        ),
        Edit(
            file,
            f'#include "ttnn/operations/experimental/conv3d/conv3d_{kind}.hpp"',
            f'#include "ttnn/operations/experimental/conv/{{operation}}/{header}"',
            header,
        ),
        Edit(
            file,
            f"ttnn::operations::experimental::conv3d::detail::{registration}({module});",
            f"ttnn::operations::experimental::{{operation}}::bind_{{operation}}({module});",
            header,
        ),
    )


_NANOBIND = (*_LIBRARY, *_binding("nanobind", "nanobind", "bind_conv3d", "mod"))
_PYBIND = (*_LIBRARY, *_binding("pybind", "${PY_BINDING}", "py_bind_conv3d", "module"))

EDITS: Mapping[TargetName, tuple[Edit, ...]] = MappingProxyType({"0.65": _PYBIND, "0.69": _NANOBIND, "0.81": _NANOBIND})
"""The edits for each release."""
