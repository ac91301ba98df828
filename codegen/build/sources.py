"""The emitted files of a variant, as they are compiled: rendered in memory, whatever lies in an output folder."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from codegen.emit.output import SourcedVariant, output_files
from codegen.model.variant import KernelName, Variant


@dataclass(frozen=True)
class Sources:
    """A variant and its emitted files, by their path in its folder."""

    variant: Variant
    texts: Mapping[PurePosixPath, str]

    def kernel_file(self, kernel: KernelName) -> PurePosixPath:
        """The file of a kernel."""
        (found,) = [path for path in self.texts if path.match(f"kernels/{kernel}_*.cpp")]
        return found

    @property
    def host_files(self) -> tuple[PurePosixPath, ...]:
        """The files that the host's compiler compiles."""
        return tuple(sorted(filter(is_host_file, self.texts)))

    def write(self, folder: Path) -> None:
        """Write the files into a folder."""
        for path, text in self.texts.items():
            place = folder / path
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_text(text, encoding="utf-8")


def is_host_file(path: PurePosixPath) -> bool:
    """Whether the host's compiler compiles an emitted file, given its path in the variant's folder."""
    return path.suffix == ".cpp" and len(path.parts) == 1


def emitted_sources(variants: Sequence[SourcedVariant]) -> list[Sources]:
    """Render variants."""
    files = output_files(variants)
    return [Sources(one.variant, _of(one.variant.name, files)) for one in variants]


def _of(name: str, files: Mapping[PurePosixPath, str]) -> dict[PurePosixPath, str]:
    return {path.relative_to(name): text for path, text in files.items() if path.parts[0] == name}
