"""The emitted files of an operation, as they are compiled: rendered in memory, whatever lies in an output folder."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from codegen.emit.layers import KERNELS, is_host_file, is_kernel_file
from codegen.emit.output import SourcedOperation, inside, output_files
from codegen.model.operation import Operation
from codegen.model.variant import KernelName
from codegen.native.writing import write_texts


@dataclass(frozen=True)
class Sources:
    """An operation and its emitted files, by their path in its folder."""

    operation: Operation
    texts: Mapping[PurePosixPath, str]

    def kernel_file(self, kernel: KernelName) -> PurePosixPath:
        """The file of a kernel."""
        (found,) = [path for path in self.texts if path.match(f"device/kernels/*/{kernel}_*.cpp")]
        return found

    @property
    def host_files(self) -> tuple[PurePosixPath, ...]:
        """The files that the host's compiler compiles."""
        return tuple(sorted(filter(is_host_file, self.texts)))

    @property
    def other_host_headers(self) -> tuple[PurePosixPath, ...]:
        """The headers of the host that no host file includes first: nothing else compiles them alone."""
        headers = (path for path in self.texts if path.suffix == ".hpp" and not path.is_relative_to(KERNELS))
        return tuple(sorted(path for path in headers if not self._is_first(path)))

    def _is_first(self, header: PurePosixPath) -> bool:
        """Whether the host file of the same name includes a header before all others."""
        includes = re.findall(r'^#include ["<](.*)[">]$', self.texts.get(header.with_suffix(".cpp"), ""), re.MULTILINE)
        return includes[:1] == [header.name]

    @property
    def kernel_headers(self) -> tuple[PurePosixPath, ...]:
        """The headers that kernels include."""
        return tuple(sorted(path for path in self.texts if is_kernel_file(path) and path.suffix == ".hpp"))

    def write(self, folder: Path) -> None:
        """Write the files into a folder."""
        write_texts(self.texts, folder)


def emitted_sources(operations: Sequence[SourcedOperation]) -> list[Sources]:
    """Render operations."""
    files = output_files(operations)
    return [Sources(one.operation, inside(files, one.operation.name)) for one in operations]
