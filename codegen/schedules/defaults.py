"""Argument tables for whoever writes a spec and has no wishes: one argument for each value that the kernels read."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import fields

from codegen.model.uses import BOTH, Scope, Use
from codegen.model.variant import Argument, ArgumentKind, ArgumentTables, Audience, KernelName, Variant
from codegen.schedules.schedule import Schedule, schedule_of

_KINDS: Mapping[Scope, ArgumentKind] = {
    "conv": "compile_time",
    "geometry": "compile_time",
    "semaphore": "compile_time",
    "work": "runtime",
    "link": "runtime",
    "launch": "runtime",
}
"""The earliest time at which values are known; an address only at launch, on the cores that read it."""


def default_arguments(variant: Variant) -> ArgumentTables:
    """An argument for each value that the kernels of a variant read, under the name of the value.

    Args:
        variant: Its topology says which values there are; its own tables only whether the bias is a tensor.
    """
    schedule = schedule_of(variant)
    values = schedule.uses(variant).values
    tables: dict[KernelName, tuple[Argument, ...]] = {
        kernel: tuple(_arguments(schedule, variant, kernel, uses)) for kernel, uses in values.items()
    }
    return ArgumentTables(reader=tables["reader"], compute=tables["compute"], writer=tables["writer"])


def _arguments(schedule: Schedule, variant: Variant, kernel: KernelName, uses: Mapping[str, Use]) -> Iterator[Argument]:
    """What both roles read comes first, so that it lies at the same place on both: one of it tells them apart."""
    docs = {one.name: one.metadata["doc"] for record in (schedule.geometry, schedule.work) for one in fields(record)}
    for name, use in sorted(uses.items(), key=lambda item: item[1].roles != BOTH):
        kind = _KINDS[use.scope]
        audience: Audience = "all"
        if kernel == "reader" and kind == "runtime" and variant.multicasts and use.roles != BOTH:
            (audience,) = use.roles
        yield Argument(
            name=name,
            kind=kind,
            type=use.types[0],
            audience=audience,
            doc=docs.get(name, f"{name.replace('_', ' ')} ({use.scope})"),
        )
