"""The two descriptions of a program, as what is looked up in them: what a slot holds on each core."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import PurePosixPath
from typing import Any

from codegen.model.variant import KERNEL_NAMES, ArgumentKind, KernelName
from codegen.plan.grid import Core
from codegen.port.factories import Description
from codegen.port.records import Value, Values


class Descriptor:
    """A ProgramDescriptor: all by number, all kernels on all cores."""

    def __init__(self, described: Description) -> None:
        self.buffers: dict[int, Mapping[str, Any]] = {one["index"]: one for one in described["buffers"]}
        self.semaphores: dict[int, Mapping[str, Any]] = {one["id"]: one for one in described["semaphores"]}
        self._kernels = {kernel_in(one["source"]): one for one in described["kernels"]}

    def cores_of(self, kernel: KernelName) -> list[Core]:
        """The cores that run a kernel."""
        return cores(self._kernels[kernel]["cores"])

    def facts(self, kernel: KernelName) -> dict[str, Values]:
        """What a kernel is made of and how it is run, on each core."""
        facts = facts_of(self._kernels[kernel])
        return {name: dict.fromkeys(self.cores_of(kernel), value) for name, value in facts.items()}

    def word(self, kernel: KernelName, kind: ArgumentKind, place: int, among: Sequence[Core]) -> Values:
        """A word of a list on some cores; a tensor stands for its address."""
        return {core: words[place] for core in among if place < len(words := self.words(kernel, kind, core))}

    def words(self, kernel: KernelName, kind: ArgumentKind, core: Core) -> list[Value]:
        """A list as a core has it."""
        one = self._kernels[kernel]
        if kind == "runtime":
            lists = {Core(*place): words for place, words in one["runtime"]}
            return list(lists.get(core, []))
        return list(one["common" if kind == "common_runtime" else kind])


class Specification:
    """A ProgramSpec with its arguments: all by name, kernels on the cores of their work units."""

    def __init__(self, described: Description) -> None:
        self.buffers: dict[str, Mapping[str, Any]] = {one["name"]: one for one in described["buffers"]}
        self.semaphores: dict[str, Mapping[str, Any]] = {one["name"]: one for one in described["semaphores"]}
        self.tensors: dict[str, str] = dict(described["tensors"])
        self.parameters: list[str] = described["parameters"]
        self.kernel_specs: dict[str, Mapping[str, Any]] = {one["name"]: one for one in described["kernels"]}
        self.units: list[list[Core]] = [cores(unit["cores"]) for unit in described["work_units"]]
        self._on: dict[Core, list[Mapping[str, Any]]] = {}
        for unit, places in zip(described["work_units"], self.units, strict=True):
            for core in places:
                self._on.setdefault(core, []).extend(self.kernel_specs[name] for name in unit["kernels"])

    def kernels(self, kernel: KernelName) -> Iterator[tuple[Core, Mapping[str, Any]]]:
        """Each core, and what it runs of a source."""
        for core, running in self._on.items():
            yield from ((core, one) for one in running if kernel_in(one["source"]) == kernel)

    def all_kernels(self) -> Iterator[tuple[Core, Mapping[str, Any]]]:
        """Each core with each kernel that it runs."""
        for core, running in self._on.items():
            yield from ((core, one) for one in running)

    def facts(self, kernel: KernelName) -> dict[str, dict[Core, Value]]:
        """What a kernel is made of and how it is run, on each core."""
        facts: dict[str, dict[Core, Value]] = {}
        for core, one in self.kernels(kernel):
            for name, value in facts_of(one).items():
                facts.setdefault(name, {})[core] = value
        return facts

    def runs(self, kernel: KernelName) -> dict[Core, Value]:
        """How many kernels each core runs of a source."""
        counts: dict[Core, Value] = {}
        for core, _ in self.kernels(kernel):
            counts[core] = int(counts.get(core, 0)) + 1
        return counts

    def named(self, kernel: KernelName, name: str) -> tuple[str, dict[Core, Value]]:
        """The list that has an argument of a name, and its value on each core that is given one."""
        values: dict[Core, Value] = {}
        kind = ""
        for core, one in self.kernels(kernel):
            for listed, value in named_values(one, core):
                if listed[1] == name:
                    kind, values[core] = listed[0], value
        return kind, values

    def names(self, kernel: KernelName) -> set[tuple[Core, str]]:
        """The names of arguments on each core, those that are declared and those that are given."""
        return {
            (core, name)
            for core, one in self.kernels(kernel)
            for name in (
                *(one["runtime_names"] + one["common_names"]),
                *(listed[1] for listed, _ in named_values(one, core)),
            )
        }

    def semaphore(self, kernel: KernelName, name: str) -> dict[Core, Value]:
        """The semaphore that kernels know by a name."""
        return {
            core: bound for core, one in self.kernels(kernel) for bound, found in one["semaphores"] if found == name
        }

    def tensor(self, kernel: KernelName, name: str) -> dict[Core, Value]:
        """The tensor that kernels know by a name."""
        return {
            core: self.tensors[bound]
            for core, one in self.kernels(kernel)
            for bound, found in one["tensors"]
            if found == name
        }

    def records(self, kernel: KernelName, core: Core) -> list[Value] | None:
        """What lies behind the named arguments of a core; None unless it is as long as the kernel says."""
        for place, one in self.kernels(kernel):
            if place == core:
                words = {Core(*where): words for where, words in one["records"]}.get(core, [])
                return list(words) if len(words) == one["num_records"] else None
        return None


def cores(places: Sequence[Sequence[int]]) -> list[Core]:
    """Cores, as a description writes them."""
    return [Core(*place) for place in places]


def named_values(kernel: Mapping[str, Any], core: Core) -> Iterator[tuple[tuple[str, str], Value]]:
    """The list and the name of each argument that a kernel is given on a core, and its value."""
    for kind in ("compile_time", "common"):
        yield from (((kind, name), value) for name, value in kernel[kind])
    for name, values in kernel["runtime"]:
        yield from ((("runtime", name), value) for place, value in values if Core(*place) == core)


def facts_of(kernel: Mapping[str, Any]) -> dict[str, Value]:
    """What a kernel is made of and how it is run."""
    defines = {f"define {name}": value for name, value in kernel["defines"].items()}
    return {"source": kernel["source"], **defines, "optimization": kernel["optimization"], **kernel["config"]}


def kernel_in(source: str) -> KernelName:
    """Which kernel a source file is."""
    return next(kernel for kernel in KERNEL_NAMES if PurePosixPath(source).name.startswith(f"{kernel}_"))
