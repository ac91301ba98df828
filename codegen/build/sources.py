"""The emitted files of an operation, as they are compiled: rendered in memory, whatever lies in an output folder."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from codegen.emit.common import COMMON, Common
from codegen.emit.layers import KERNELS, is_host_file, is_kernel_file
from codegen.emit.output import Files, SourcedOperation, inside, output_files
from codegen.model.operation import Operation
from codegen.model.variant import KernelName, Variant
from codegen.native.writing import write_texts


@dataclass(frozen=True)
class Sources:
    """An operation, or what all share, and its emitted files, by their path in its folder.

    Attributes:
        operation: The operation, or what all share.
        variants: The variants of the operation; of what all share, the first variant that shares it.
        texts: Its files.
        beside: The files of the other folders that they include, by their path below the output folder.
    """

    operation: Operation | Common
    variants: tuple[Variant, ...]
    texts: Mapping[PurePosixPath, str]
    beside: Files

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
        headers = (path for path in self.texts if path.suffix == ".hpp" and KERNELS not in path.parts)
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
        """Write the files into a folder, and those that they include beside it."""
        write_texts(self.texts, folder)
        write_texts(self.beside, folder.parent)


def emitted_sources(operations: Sequence[SourcedOperation]) -> list[Sources]:
    """Render operations, and what they share."""
    files = output_files(operations)
    common = {path: text for path, text in files.items() if path.parts[0] == COMMON}
    sources = [
        Sources(one.operation, one.operation.variants, inside(files, one.operation.name), common) for one in operations
    ]
    shared = [
        Sources(Common(one.operation.target), one.operation.variants[:1], inside(files, COMMON), {})
        for one in operations[:1]
    ]
    return [*sources, *shared]
