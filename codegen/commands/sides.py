"""The two sides of a diff: specs and cases as they are, and as they were at a git revision or stand in another spec."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from codegen.commands.cases import case_path
from codegen.commands.selection import Selection
from codegen.emit.banner import Source
from codegen.emit.output import Files, SourcedOperation, output_files
from codegen.emit.revision import files_at, repository_of
from codegen.emit.tree import source_of
from codegen.model.case import Case
from codegen.model.document import Document, parse_document, read_document
from codegen.model.finding import InputError
from codegen.model.loader import LoadedVariant, cases_in, load_cases, load_variants, variants_in
from codegen.model.operation import Operation
from codegen.model.variant import Variant
from codegen.resources import shipped_cases, shipped_specs
from codegen.semantic.compare import Side, pair_variants

SPEC_SUFFIX = ".yaml"


@dataclass(frozen=True)
class Sides:
    """Both sides.

    Attributes:
        old: What is compared with.
        new: What is.
        old_files: The emitted files of the old side, by path below the output folder.
        new_files: The emitted files of the new side.
        notes: What could not be compared, and why.
    """

    old: Side
    new: Side
    old_files: Files
    new_files: Files
    notes: tuple[str, ...]


def is_spec(against: str) -> bool:
    """Whether --against names a spec, or a folder of specs, and not a git revision."""
    return against.endswith(SPEC_SUFFIX) or Path(against).is_dir() or _shipped(against) is not None


def _shipped(name: str) -> Path | None:
    """The shipped spec of a name, of its operation or of one of its variants; None where git is asked."""
    if not name.isidentifier():
        return None
    named = load_variants([shipped_specs()])
    return next((one.path for one in named if name in (one.variant.name, one.operation.name)), None)


def sides_of(selection: Selection, against: str, cases: Sequence[str] | None, new_files: Files) -> Sides:
    """Load both sides.

    Args:
        selection: What is.
        against: A git revision, or a spec file or folder, or the name of a shipped one.
        cases: Case files; the shipped ones if empty.
        new_files: The emitted files of the new side.

    Raises:
        InputError: A spec or a case of today is wrong, or there is no such revision. What is wrong on the side of a
            revision is a note.
    """
    if is_spec(against):
        return _against_spec(selection, Path(against), cases, new_files)
    return _against_revision(selection, against, cases, new_files)


def _against_spec(selection: Selection, spec: Path, cases: Sequence[str] | None, new_files: Files) -> Sides:
    new = selection.variants
    found = load_variants([_shipped(str(spec)) or spec], selection.target)
    if str(spec) in [one.variant.name for one in found]:  # a shipped variant
        found = [one for one in found if one.variant.name == str(spec)]
    loaded = [one.variant for one in found]
    everything = selection.everything or len(loaded) == 1  # a single one is meant, whatever its name
    names = {one.name for one in new}
    old = tuple(one for one in loaded if everything or one.name in names)
    pairs = [(mine, yours) for mine, yours in pair_variants(old, new) if mine]
    known = _cases(cases, [*loaded, *(one.variant for one in selection.loaded.values())])
    asked = [one for one in found if one.variant in old]
    return Sides(Side(old, known), Side(new, known), _old_files(selection, asked, pairs, str(spec)), new_files, ())


def _old_files(
    selection: Selection,
    old: Sequence[LoadedVariant],
    pairs: Sequence[tuple[Variant, Variant | None]],
    spec: str,
) -> Files:
    """What the old variants emit: each in the place of its partner, so that a name is no change of the operation."""
    partners = {mine.name: yours for mine, yours in pairs if yours}
    operations: dict[str, Operation] = {}
    for one in old:
        partner = partners.get(one.variant.name, one.variant)
        variant = one.variant.model_copy(update={"name": partner.name, "operation": partner.operation})
        name = variant.operation_name
        before = operations.get(name, replace(one.operation, name=name, variants=()))
        operations[name] = replace(before, variants=(*before.variants, variant))
    gone = Source(spec, selection.command)
    sources = {name: selection.source(name) if name in selection.operations else gone for name in operations}
    return output_files([SourcedOperation(one, sources[name]) for name, one in operations.items()])


def _against_revision(selection: Selection, revision: str, cases: Sequence[str] | None, new_files: Files) -> Sides:
    out = selection.out
    old_files = {
        path: text
        for path, text in files_at(revision, out).items()
        if path in new_files or ((source := source_of(path.name, text)) and selection.owns(source))
    }
    history = _History(revision, repository_of(out), [])
    old, unknown = _old_variants(selection, history)
    new = tuple(one for one in selection.variants if one.name not in unknown)
    new_cases = _cases(cases, [*old, *(one.variant for one in selection.loaded.values())])
    old_cases = _old_cases(cases, history, new_cases)
    return Sides(Side(old, old_cases), Side(new, new_cases), old_files, new_files, tuple(history.notes))


@dataclass(frozen=True)
class _History:
    """A revision of the repository that holds the output folder, and what was noticed in it."""

    revision: str
    repository: Path | None
    notes: list[str]

    def texts(self, place: Path) -> dict[Path, str] | None:
        """The YAML files of a folder, or the file itself; None if the place is not in the repository."""
        if repository_of(place) != self.repository:
            return None
        return {
            place / path: text
            for path, text in files_at(self.revision, place).items()
            if len(path.parts) <= 1 and (place / path).suffix == SPEC_SUFFIX
        }

    def parse(self, file: Path, text: str) -> Document:
        """A file as it was; errors name it as git does."""
        assert self.repository
        return parse_document(f"{self.revision}:{file.resolve().relative_to(self.repository).as_posix()}", text)


def _old_variants(selection: Selection, history: _History) -> tuple[tuple[Variant, ...], set[str]]:
    """The variants at the revision, and the names of those of today of whose past nothing can be said."""
    old: list[Variant] = []
    unknown: set[str] = set()
    for root in selection.specs or (shipped_specs(),):
        texts = history.texts(root)
        if texts is None:
            history.notes.append(f"{root}: not in the git repository of {selection.out}; only its files are compared")
            unknown |= _names_in(selection, root)
            continue
        for file, text in texts.items():
            try:
                old += variants_in(history.parse(file, text))
            except InputError as error:
                history.notes.append(f"{error}\nOnly the files of this spec are compared.")
                unknown |= _names_in(selection, file)
    names = {one.name for one in selection.variants}
    asked = [one for one in old if selection.everything or one.name in names]
    return tuple(one for one in asked if one.name not in unknown), unknown


def _names_in(selection: Selection, place: Path) -> set[str]:
    """Names of the variants whose specs are a file, or stand in a folder."""
    loaded = selection.loaded.items()
    return {name for name, one in loaded if one.path.resolve().is_relative_to(place.resolve())}


def _cases(files: Sequence[str] | None, variants: Sequence[Variant]) -> tuple[Case, ...]:
    """The cases of today. In given files they name known variants; shipped ones may name others, and do not count."""
    if files:
        names = {one.name for one in variants}
        loaded = [case for file in files for case in load_cases(case_path(file), names)]
    else:
        shipped = sorted(shipped_cases().glob(f"*{SPEC_SUFFIX}"))
        loaded = [case for file in shipped for case in cases_in(read_document(file))]
    return tuple(one.case for one in loaded)


def _old_cases(files: Sequence[str] | None, history: _History, new: tuple[Case, ...]) -> tuple[Case, ...]:
    """The cases at the revision. Where git does not know the files, or they do not load, those of today stand in."""
    old: list[Case] = []
    for place in [case_path(file) for file in files] if files else [shipped_cases()]:
        texts = history.texts(place)
        if texts is None:
            return new
        for file, text in texts.items():
            try:
                old += [one.case for one in cases_in(history.parse(file, text))]
            except InputError as error:
                history.notes.append(f"{error}\nThe cases of today are planned on both sides.")
                return new
    return tuple(old)
