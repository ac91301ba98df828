"""Which operations a command works on, and which generated files their specs answer for."""

from __future__ import annotations

import os
import shlex
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from codegen.commands.options import DEFAULT_OUT
from codegen.emit.banner import Source, retargeted_source, shipped_source, user_source
from codegen.emit.common import COMMON_SOURCE
from codegen.model.finding import Finding, did_you_mean, on_command_line, shorten
from codegen.model.loader import LoadedVariant, load_variants, no_variant
from codegen.model.rules import schedule_on_target
from codegen.model.text import BREAKING
from codegen.model.variant import TargetName, Variant
from codegen.resources import shipped_specs

if TYPE_CHECKING:
    from codegen.emit.output import SourcedOperation


@dataclass(frozen=True)
class Selection:
    """The operations which a command works on.

    Attributes:
        loaded: The variants of all given specs, by name.
        names: Names of the operations that were asked for, by their own name or by that of a variant.
        specs: The spec files and folders, as given; empty for the shipped ones.
        out: The output folder.
        target: The target in the place of what the specs say; None leaves it.
    """

    loaded: dict[str, LoadedVariant]
    names: tuple[str, ...]
    specs: tuple[Path, ...]
    out: Path
    target: TargetName | None = None

    @property
    def operations(self) -> dict[str, LoadedVariant]:
        """The first variant of each operation, by the operation's name."""
        return {one.operation.name: one for one in reversed(self.loaded.values())}

    @property
    def sourced(self) -> list[SourcedOperation]:
        """The operations that were asked for, and where they come from."""
        from codegen.emit.output import SourcedOperation

        return [SourcedOperation(self.operations[name].operation, self.source(name)) for name in self.names]

    @property
    def variants(self) -> tuple[Variant, ...]:
        """The variants of these operations."""
        return tuple(one for name in self.names for one in self.operations[name].operation.variants)

    @property
    def everything(self) -> bool:
        """Whether all operations of the specs were asked for."""
        return len(self.names) == len(self.operations)

    def source(self, name: str) -> Source:
        """Where an operation comes from."""
        return _source(self.operations[name].path, self.out, name, self.target)

    @property
    def left_out(self) -> list[str]:
        """Names of the variants that the specs hold, and that are not emitted for the target."""
        return [name for name in load_specs(self.specs) if name not in self.loaded] if self.target else []

    def owns(self, source: Source) -> bool:
        """Whether the given specs answer for a generated file which is not among the expected ones.

        They do if the file names a spec that was given, or one that is no longer in a folder that was given, or if all
        operations share it.
        """
        if source == COMMON_SOURCE:
            return True
        if source in [self.source(name) for name in self.operations.keys() - set(self.names)]:
            return False
        return any(_claims(spec, self.out, source, self.target) for spec in self.specs or (shipped_specs(),))

    @property
    def read(self) -> str:
        """The specs that were read, in words."""
        if self.specs:
            return ", ".join(map(str, self.specs))
        shipped = _as_seen_from_here(shipped_specs())
        return "the shipped specs" if shipped.is_absolute() else str(shipped)

    @property
    def command(self) -> str:
        """The command that brings the output folder up to date, as it is typed here."""
        words = ["ttdw", "generate", *(() if self.everything else self.names)]
        for spec in self.specs:
            words += ["--spec", spec.stem if spec.parent == shipped_specs() else str(spec)]
        if self.target:
            words += ["--target", self.target]
        if self.out != DEFAULT_OUT:
            words += ["--out", str(self.out)]
        return shlex.join(words)


def load_specs(specs: Sequence[Path], target: TargetName | None = None) -> dict[str, LoadedVariant]:
    """The variants of spec files and folders, by name; the shipped ones if none is given.

    Args:
        specs: The files and folders, or names of shipped specs.
        target: The target in the place of what the specs say; None leaves it.

    Raises:
        InputError: With everything that is wrong with them.
    """
    loaded = load_variants([spec_path(spec) for spec in specs] or (_as_seen_from_here(shipped_specs()),), target)
    return {one.variant.name: one for one in loaded}


def explain_unknown(name: str, known: Iterable[str], *, specs: Sequence[Path], target: TargetName | None) -> Finding:
    """Why a name is none of the known ones: nothing has it, or its schedule is not emitted for the target."""
    if target is not None:
        for one in load_specs(specs).values():
            if name in (one.variant.name, one.operation.name):
                return schedule_on_target(one.variant.schedule, target) or no_variant(name, known)
    return no_variant(name, known)


def select(
    names: Sequence[str], specs: Sequence[Path] | None, out: Path, target: TargetName | None = None
) -> Selection:
    """The operations to work on.

    Args:
        names: Names of operations, or of variants of them; all of them if empty.
        specs: Spec files and folders, or names of shipped specs. If empty, those in specs/ of the folder that the
            user stands in; or else all shipped ones.
        out: The output folder.
        target: The target in the place of what the specs say; None leaves it.

    Raises:
        InputError: A spec is wrong, or a name is unknown.
    """
    _require_own_folder(out)
    specs = specs or _specs_here(names, out)
    _check_paths([*(specs or ()), out])
    loaded = load_specs(specs or (), target)
    _check_paths([one.path for one in loaded.values()])
    owners = {name: one.operation.name for name, one in loaded.items()}
    owners |= {name: name for name in owners.values()}
    unknown = [name for name in names if name not in owners]
    if unknown:
        findings = [explain_unknown(name, owners, specs=specs or (), target=target) for name in unknown]
        raise on_command_line(*findings)
    asked = dict.fromkeys(owners[name] for name in names or loaded)
    return Selection(loaded, tuple(asked), tuple(map(spec_path, specs or ())), out, target)


def _check_paths(paths: Sequence[Path]) -> None:
    """Raises InputError for paths that no banner can name in one line."""
    findings = [
        Finding("path-in-a-line", f"{str(path)!r} holds control characters", (), "rename it")
        for path in paths
        if BREAKING.search(str(path))
    ]
    if findings:
        raise on_command_line(*findings)


def _require_own_folder(out: Path) -> None:
    """All files below the output folder are looked at, which takes minutes where that is the whole machine."""
    if out.resolve() == Path(out.resolve().anchor):
        hint = "name a folder that holds nothing but operations"
        raise on_command_line(Finding("out-own", f"--out {out} is the root of all files", (), hint))


def _specs_here(names: Sequence[str], out: Path) -> list[Path]:
    """The specs of a user's own tree; none if the command line names operations, or another folder."""
    here, shipped = Path("specs"), shipped_specs().resolve()
    meant = not names and out == DEFAULT_OUT and here.resolve() != shipped
    return [here] if meant and any(here.glob("*.yaml")) else []


def spec_path(spec: Path) -> Path:
    """The file or folder of a spec on the command line: the bare name of a shipped one stands for its file.

    Raises:
        InputError: A bare name is neither that, nor a file or folder here.
    """
    try:
        spec.exists()
    except OSError as error:  # as for a name that is too long
        raise on_command_line(
            Finding("file-readable", f"cannot read {shorten(str(spec))}: {error.strerror}")
        ) from error
    if spec.name != str(spec) or spec.suffix:
        return spec
    shipped = shipped_specs() / f"{spec}.yaml"
    if not shipped.is_file() and not spec.exists():
        hint = did_you_mean(str(spec), [file.stem for file in shipped_specs().glob("*.yaml")])
        raise on_command_line(Finding("spec-known", f"no spec {str(spec)!r}, neither here nor shipped", (), hint))
    return shipped if shipped.is_file() else spec


def _source(spec: Path, out: Path, name: str, target: TargetName | None) -> Source:
    if spec.resolve().parent != shipped_specs().resolve():
        return user_source(spec, out, target)
    return retargeted_source(name, target, out) if target else shipped_source(name)


def _claims(spec: Path, out: Path, source: Source, target: TargetName | None) -> bool:
    """Whether a spec, or any file that is or was in a folder of specs, is the source."""
    file = spec / PurePosixPath(source.spec).name if spec.is_dir() else spec
    return source == _source(file, out, file.stem, target)


def _as_seen_from_here(path: Path) -> Path:
    """A path below the working folder in its short form; others as they are."""
    here = Path.cwd()
    return Path(os.path.relpath(path, here)) if path.is_relative_to(here) else path
