"""What the kernels' compiler compiles of an operation: kernels, and their headers one by one."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import PurePosixPath

from codegen.build.processors import PROCESSORS, Processor
from codegen.build.sources import Sources
from codegen.model.named import ENDPOINTS, BoundKernel, bound_kernels
from codegen.model.variant import Variant


@dataclass(frozen=True)
class KernelFile:
    """An emitted file on one processor.

    Attributes:
        of: Name of the variant that it is compiled for, or of the operation if its variants share it.
        variant: The variant that it is compiled for; one of those that share it.
        path: The file, by its path in the operation's folder.
        processor: The processor.
        bound: The kernel of a program that it is, or is compiled for; one source may be two.
    """

    of: str
    variant: Variant
    path: PurePosixPath
    processor: Processor
    bound: BoundKernel

    @property
    def label(self) -> str:
        """The file as people know it: with the role that it is compiled for, if it is compiled for both."""
        return f"{self.path} ({self.bound.role})" if self.bound.role and not self.is_header else str(self.path)

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
        for processor in PROCESSORS:
            path = sources.kernel_file(processor.kernel)
            files += [KernelFile(variant.name, variant, path, processor, one) for one in _bound(variant, processor)]
        files += _headers(variant.name, variant, [header])
    first = sources.variants[0]
    return files + _headers(sources.operation.name, first, [one for one in sources.kernel_headers if one not in own])


def _headers(of: str, variant: Variant, paths: Sequence[PurePosixPath]) -> list[KernelFile]:
    return [
        KernelFile(of, variant, path, one, _any_kernel(variant, one)) for path in paths for one in _processors(path)
    ]


def _any_kernel(variant: Variant, processor: Processor) -> BoundKernel:
    """What a header finds by name, whichever kernel includes it: all buffers, but the arguments of the processor's."""
    buffers = {buffer.name: ENDPOINTS for buffer in variant.circular_buffers}
    return replace(_bound(variant, processor)[0], buffers=buffers)


def _bound(variant: Variant, processor: Processor) -> list[BoundKernel]:
    """The kernels of a program that may run on a processor, the sender's reader first."""
    return [one for one in bound_kernels(variant) if one.kernel == processor.kernel]


def _processors(header: PurePosixPath) -> Iterator[Processor]:
    """Those that a header is for: of compute kernels all three, of data movement one, of both one of each."""
    brisc, _, *triscs = PROCESSORS
    if "compute" in header.parts:
        yield from triscs
    elif "dataflow" in header.parts:
        yield brisc
    else:
        yield from (brisc, triscs[0])
