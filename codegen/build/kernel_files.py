"""What the kernels' compiler compiles of an operation: kernels, and their headers one by one."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import PurePosixPath

from codegen.build.processors import PROCESSORS, Processor
from codegen.build.sources import Sources
from codegen.model.variant import Variant


@dataclass(frozen=True)
class KernelFile:
    """An emitted file on one processor.

    Attributes:
        of: Name of the variant that it is compiled for, or of the operation if its variants share it.
        variant: The variant that it is compiled for; one of those that share it.
        path: The file, by its path in the operation's folder.
        processor: The processor.
    """

    of: str
    variant: Variant
    path: PurePosixPath
    processor: Processor

    @property
    def is_header(self) -> bool:
        """Whether it is compiled without the kernel that includes it."""
        return self.path.suffix == ".hpp"


def kernel_files(sources: Sources) -> list[KernelFile]:
    """All that is compiled of an operation: the kernels of each variant with its own header, then common headers."""
    headers = {PurePosixPath("device/variants", f"{one.name}.hpp"): one for one in sources.variants}
    own = {header: variant for header, variant in headers.items() if header in sources.texts}
    files = []
    for header, variant in own.items():
        files += [KernelFile(variant.name, variant, sources.kernel_file(one.kernel), one) for one in PROCESSORS]
        files += [KernelFile(variant.name, variant, header, one) for one in _processors(header)]
    common = [header for header in sources.kernel_headers if header not in own]
    first = sources.variants[0]
    return files + [
        KernelFile(sources.operation.name, first, path, one) for path in common for one in _processors(path)
    ]


def _processors(header: PurePosixPath) -> Iterator[Processor]:
    """Those that a header is for: of compute kernels all three, of data movement one, of both one of each."""
    brisc, _, *triscs = PROCESSORS
    if "compute" in header.parts:
        yield from triscs
    elif "dataflow" in header.parts:
        yield brisc
    else:
        yield from (brisc, triscs[0])
