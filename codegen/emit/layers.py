"""Which files an operation consists of, and what each is made from.

The files lie in layers of folders: those that every operation has, those of its release's bindings, those of its kind
of input, those of its schedule, and those of its way to multiply and of its input where a schedule has several. A file
of a later layer takes the place of one with the same path. What all operations share lies beside them, in a folder with
layers of its own: templates/common, what kernels share in the target's API, and how the release binds to Python and
makes a program of a plan.

A file that ends in .jinja is rendered; all others are plain C++ or Python, emitted as they stand. Lines of a plain file
may be some operations' only: they stand between comments that begin with //% and are statements of Jinja. In all files,
and in the paths, the operation's name takes the place of depthwise_conv2d. A path with VARIANT stands for one file of
each variant, and one with SHARED for the file of the tables that variants share, if they do.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath

from codegen.emit.common import Common
from codegen.model.operation import Operation
from codegen.model.targets import TARGETS
from codegen.model.variant import Variant
from codegen.resources import templates_dir
from codegen.schedules.schedule import schedule_of

TEMPLATE_SUFFIX = ".jinja"
CHOICE = "//%"
"""How a line of a plain file begins that says whose the lines behind it are."""

NAME = "depthwise_conv2d"
"""What the files below templates/ call the operation."""

KERNELS = "kernels"
"""The folder of the files that kernels alone are compiled from."""

SCHEDULES = "schedules"
"""The folder of what belongs to a schedule, among the layers."""

INPUTS = "inputs"
"""The folder of what schedules have in common that are given the same input, among the layers."""

_VARIANT = "VARIANT"
_SHARED = "SHARED"


@dataclass(frozen=True)
class Origin:
    """What an emitted file is made from.

    Attributes:
        layer: Folder of its layer.
        path: The template or the plain file, relative to its layer.
        label: The same as people know it, below templates/.
        variant: The variant, or the shared tables, that it belongs to; None for a file of the whole operation.
    """

    layer: Path
    path: PurePosixPath
    label: PurePosixPath
    variant: Variant | None = None

    @property
    def is_template(self) -> bool:
        """Whether it is a template; if not, it is plain C++ or Python."""
        return self.path.suffix == TEMPLATE_SUFFIX

    @property
    def is_rendered(self) -> bool:
        """Whether a spec decides some of its lines; if not, it is emitted as it stands."""
        return self.is_template or CHOICE in self.read()

    @property
    def is_kernel(self) -> bool:
        """Whether it is a kernel of a schedule, or a header of some: the target says how their calls are spelled."""
        return self.label.parts[0] in (SCHEDULES, INPUTS) and KERNELS in self.path.parts

    def read(self) -> str:
        """Its text."""
        return (self.layer / self.path).read_text(encoding="utf-8")


def emitted_files(operation: Operation | Common) -> dict[PurePosixPath, Origin]:
    """The files of an operation, or of what all share, by their path in its folder, in the order of the paths."""
    found: dict[PurePosixPath, Origin] = {}
    for label, layer in _layers(operation):
        for path in _files_below(layer):
            found |= _expand(operation, Origin(layer, path, label / path))
    return dict(sorted(found.items()))


def renamed(text: str, operation: Operation | Common) -> str:
    """A text of a template or a plain file, with the name of the operation."""
    return text.replace(NAME, operation.name)


def is_kernel_file(path: PurePosixPath) -> bool:
    """Whether kernels are compiled from an emitted file."""
    return KERNELS in path.parts or "variants" in path.parts or path.name == "numbers.hpp"


def is_host_file(path: PurePosixPath) -> bool:
    """Whether the host's compiler compiles an emitted file."""
    return path.suffix == ".cpp" and not is_kernel_file(path)


def _layers(operation: Operation | Common) -> Iterator[tuple[PurePosixPath, Path]]:
    target, templates = TARGETS[operation.target], templates_dir()
    bindings = f"bindings/{target.bindings.kind}"
    if isinstance(operation, Common):
        apis = (f"kernel_apis/{one}" for one in target.kernel_apis)
        for name in ("common", *apis, f"{bindings}/common", *(f"factories/{one}" for one in target.factories)):
            yield PurePosixPath(name), templates / name
        return
    for name in ("operation", f"{bindings}/operation"):
        yield PurePosixPath(name), templates / name
    schedule = schedule_of(operation.variants[0])
    given = operation.input or schedule.inputs[0]
    if schedule.lists_pieces and (templates / INPUTS / given).is_dir():
        yield PurePosixPath(INPUTS, given), templates / INPUTS / given
    yield PurePosixPath(SCHEDULES, schedule.name), schedule.sources
    for choice in (operation.multiply, given):
        own = schedule.sources.with_name(f"{schedule.name}_{choice}")
        if own.is_dir():
            yield PurePosixPath(SCHEDULES, own.name), own


def _files_below(layer: Path) -> Iterator[PurePosixPath]:
    for place in sorted(layer.rglob("*")):
        if place.is_file() and "__pycache__" not in place.parts:
            yield PurePosixPath(place.relative_to(layer).as_posix())


def _expand(operation: Operation | Common, origin: Origin) -> dict[PurePosixPath, Origin]:
    name = renamed(str(origin.path).removesuffix(TEMPLATE_SUFFIX), operation)
    if isinstance(operation, Common):
        return {PurePosixPath(name): origin}
    for word, variants in ((_VARIANT, operation.variants), (_SHARED, _shared_tables(operation))):
        if word in name:
            return {PurePosixPath(name.replace(word, one.name)): replace(origin, variant=one) for one in variants}
    return {PurePosixPath(name): origin}


def _shared_tables(operation: Operation) -> tuple[Variant, ...]:
    """None where no variant has them as they are."""
    if operation.shared is None or not any(map(operation.shared_parts, operation.variants)):
        return ()
    return (operation.shared,)
