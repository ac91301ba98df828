"""Rules of a specification of Metal 2.0, in terms of the spec that it was emitted from: what tt-metal would refuse.

tt-metal validates a specification when it makes the program, and names files of its own. A spec cannot break most of
these rules, as the factory is emitted; a changed template can.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from itertools import chain, combinations
from typing import Any

from codegen.model.finding import Finding, Location, PlacedFinding
from codegen.model.loader import LoadedVariant
from codegen.model.named import ENDPOINTS, bound_kernels
from codegen.model.schedule import buffer_uses
from codegen.model.uses import TILE
from codegen.model.variant import Variant
from codegen.plan.buffers import format_of
from codegen.plan.chip import TILE_DATUMS
from codegen.plan.grid import Core, name_cores
from codegen.plan.program import ProgramPlan
from codegen.port.factories import Description, describe
from codegen.port.sides import Specification, kernel_in, named_values

MOST_LETTERS = 64
"""Of a name."""

_IDENTIFIER = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")


def refusals(plan: ProgramPlan, loaded: LoadedVariant) -> tuple[PlacedFinding, ...]:
    """What tt-metal would refuse of the program that an emitted factory specifies.

    Args:
        plan: The program that is asked for.
        loaded: Its variant, with the spec that says where each part is declared.

    Raises:
        CompilerNotFoundError: There is no compiler.
        CompileError: The emitted factory does not compile.
        RunnerError: It fails.
    """
    return tuple(loaded.place(finding) for finding in validity_findings(plan, describe(plan)))


def validity_findings(plan: ProgramPlan, described: Description) -> list[Finding]:
    """Everything that tt-metal would refuse in a specification.

    Args:
        plan: The program that was asked for.
        described: What the emitted factory has made of it.
    """
    spec = Specification(described)
    if overlapping := [*_units(spec)]:
        return overlapping  # what a core has of all else would be counted twice
    return list(
        chain(
            _names(plan.variant, spec),
            _arguments(plan.variant, spec),
            _ends(plan.variant, spec),
            _shards(plan, spec),
            _unpacking(plan.variant, spec),
            _semaphores(plan.variant, spec),
            _tensors(spec),
            _movers(spec),
        )
    )


def _names(variant: Variant, spec: Specification) -> Iterator[Finding]:
    """Identifiers of C++; among the arguments of a kernel, each of its own."""
    for name in (*spec.buffers, *spec.semaphores, *spec.parameters, *spec.kernel_specs):
        yield from _identifier(name, _declared(variant, name))
    for kernel in spec.kernel_specs.values():
        for bound, found in chain(*(((one[0], one[1]) for one in kernel[part]) for part in _BOUND)):
            yield from _identifier(found, _declared(variant, bound))
        for name, count in Counter(_argument_names(kernel)).items():
            location = _argument(variant, kernel, name)
            yield from _identifier(name, location)
            if count > 1:
                message = f"kernel {kernel['name']!r} has {count} arguments called {name!r}, wanted 1"
                yield Finding("names-differ", message, location, "rename one, or leave it out")


_BOUND = ("buffers", "semaphores", "tensors")


def _identifier(name: str, location: Location) -> Iterator[Finding]:
    if not _IDENTIFIER.fullmatch(name):
        message = f"{name!r} is no identifier of C++, and kernels call it so"
        yield Finding("name-identifier", message, location, "use letters, digits and underscores")
    if len(name) > MOST_LETTERS:
        message = f"{name!r} has {len(name)} letters, tt-metal takes {MOST_LETTERS}"
        yield Finding("name-length", message, location, "use a shorter name")


def _arguments(variant: Variant, spec: Specification) -> Iterator[Finding]:
    """What a kernel declares it is given, on each of its cores, and nothing else."""
    wrong: dict[tuple[str, str, bool], list[Core]] = {}
    for core, kernel in spec.all_kernels():
        declared = {*kernel["runtime_names"], *kernel["common_names"]}
        given = {name for (kind, name), _ in named_values(kernel, core) if kind != "compile_time"}
        for name in sorted(declared ^ given):
            wrong.setdefault((kernel["name"], name, name in declared), []).append(core)
    for (kernel_name, name, is_declared), cores in wrong.items():
        count, wanted, hint = ("0 values", "1", "give it one") if is_declared else ("1 value", "0", "declare it")
        message = f"argument {name!r} of kernel {kernel_name!r} has {count} on {name_cores(cores)}, wanted {wanted}"
        location = _argument(variant, spec.kernel_specs[kernel_name], name)
        yield Finding("argument-given", message, location, f"{hint} in the factory")


def _ends(variant: Variant, spec: Specification) -> Iterator[Finding]:
    """On a core, one kernel fills a buffer, and one empties it."""
    for name in spec.buffers:
        bound = [
            (core, end) for core, kernel in spec.all_kernels() for buffer, _, end in kernel["buffers"] if buffer == name
        ]
        used = dict.fromkeys(core for core, _ in bound) or {Core(0, 0): None}
        for end in ENDPOINTS:
            wrong: dict[int, list[Core]] = {}
            for core in used:
                if (count := bound.count((core, end))) != 1:
                    wrong.setdefault(count, []).append(core)
            for count, cores in wrong.items():
                message = f"buffer {name!r} has {count} bindings as {end} on {name_cores(cores)}, wanted 1"
                yield Finding("buffer-ends", message, _declared(variant, name), f"bind it as {end} in one kernel")


def _shards(plan: ProgramPlan, spec: Specification) -> Iterator[Finding]:
    """A buffer is not larger than the shard that it lies in."""
    uses = buffer_uses(plan.variant)
    for name, buffer in spec.buffers.items():
        if buffer["memory"] is None:
            continue
        use = uses[name]
        sticks = plan.geometry.input_shard_sticks if use.memory == "input_shard" else plan.geometry.output_shard_sticks
        datums = sticks * plan.geometry.shard_channels
        pages = format_of(use.part, plan.case)
        most = (
            datums // TILE_DATUMS * pages.tile_bytes if use.page_bytes == TILE else sticks * plan.geometry.stick_bytes
        )
        if buffer["bytes"] > most:
            message = f"buffer {name!r} takes {buffer['bytes']} bytes of a shard of {most} bytes"
            yield Finding("buffer-in-shard", message, _declared(plan.variant, name), "make its pages fewer or smaller")


def _unpacking(variant: Variant, spec: Specification) -> Iterator[Finding]:
    """With 32 bits in Dst, what a compute kernel takes of a buffer in float32 goes where the specification says."""
    for kernel in spec.kernel_specs.values():
        for name, _, end in kernel["buffers"]:
            wide = kernel["config"].get("Dst") == "32 bits" and spec.buffers[name]["format"] == "Float32"
            if wide and end == "CONSUMER" and name not in kernel["unpacked"]:
                message = f"buffer {name!r} is in Float32 and Dst has 32 bits, and 0 unpack modes are given, wanted 1"
                yield Finding("unpack-mode", message, _declared(variant, name), "name its unpack mode, or use bfloat16")


def _semaphores(variant: Variant, spec: Specification) -> Iterator[Finding]:
    """Kernels know the semaphores that they wait for and signal."""
    for bound in bound_kernels(variant):
        if kernel := spec.kernel_specs.get(bound.name):
            known = [one for one, _ in kernel["semaphores"]]
            for name in bound.semaphores:
                if name not in known:
                    message = f"kernel {bound.name!r} uses semaphore {name!r}, and binds {len(known)} of its "
                    message += f"{len(bound.semaphores)} semaphores"
                    yield Finding("semaphore-bound", message, _declared(variant, name), "bind it to the kernel")


def _tensors(spec: Specification) -> Iterator[Finding]:
    """A tensor is a kernel's, or some buffer lies in its shards; and it is given."""
    users = Counter(one["memory"] for one in spec.buffers.values())
    users.update(bound for kernel in spec.kernel_specs.values() for bound, _ in kernel["tensors"])
    for name in spec.parameters:
        if not users[name]:
            message = f"tensor {name!r} is a parameter, and 0 kernels and buffers use it, wanted 1 at least"
            yield Finding("tensor-bound", message, ("arguments", "reader"), "bind it, or leave it out")
        if name not in spec.tensors:
            message = f"tensor {name!r} is a parameter, and none is given"
            yield Finding("tensor-given", message, ("arguments", "reader"), "give it, or leave the parameter out")


def _units(spec: Specification) -> Iterator[Finding]:
    """A core belongs to one work unit."""
    counts = Counter(core for unit in spec.units for core in unit)
    for count in sorted({*counts.values()} - {1}):
        cores = name_cores(core for core, one in counts.items() if one == count)
        message = f"{cores} is in {count} work units, wanted 1"
        yield Finding("core-in-one-unit", message, ("multicast", "topology"), "give each unit the cores of its kernels")


def _movers(spec: Specification) -> Iterator[Finding]:
    """Kernels that move data on a core have processors and NoCs of their own."""
    seen = set()
    for core in dict.fromkeys(core for core, _ in spec.all_kernels()):
        movers = [one for place, one in spec.all_kernels() if place == core and "NoC" in one["config"]]
        for first, second in combinations(movers, 2):
            for part in ("processor", "NoC"):
                mine, yours = (one["config"][part] for one in (first, second))
                names = (first["name"], second["name"], part)
                if mine == yours and names not in seen:
                    seen.add(names)
                    message = f"kernels {names[0]!r} and {names[1]!r} are both on {part} {mine} of core {core}"
                    yield Finding("movers-differ", message, ("multicast", "noc"), "give each kernel its own")


def _argument_names(kernel: Mapping[str, Any]) -> Iterator[str]:
    yield from (name for name, _ in kernel["compile_time"])
    yield from (*kernel["common_names"], *kernel["runtime_names"])


def _declared(variant: Variant, name: str) -> Location:
    """Where the spec declares a buffer or a semaphore."""
    for place, buffer in enumerate(variant.circular_buffers):
        if buffer.name == name:
            return ("circular_buffers", place)
    for place, semaphore in enumerate(variant.semaphores):
        if semaphore.name == name:
            return ("semaphores", place)
    return ()


def _argument(variant: Variant, kernel: Mapping[str, Any], name: str) -> Location:
    """Where the spec declares an argument of a kernel."""
    source = kernel_in(kernel["source"])
    for place, argument in enumerate(variant.arguments.of(source)):
        if argument.name == name:
            return ("arguments", source, place)
    return ("arguments", source)
