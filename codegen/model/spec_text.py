"""A variant as the text of a spec of its own: a line for each field, and for each entry of a table."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import yaml

from codegen.model.variant import KERNEL_NAMES, Variant

_ONE_LINE = 1 << 30
"""Width of a line that PyYAML does not break."""


def spec_text(variant: Variant, name: str) -> str:
    """The text of a spec that gives a variant another name, and no operation: it makes one of its own.

    Args:
        variant: The variant.
        name: Its name in the spec.
    """
    fields = variant.model_dump(mode="json", exclude_unset=True, exclude={"operation"}) | {"name": name}
    return "\n".join(_lines(fields)) + "\n"


def _lines(fields: dict[str, Any]) -> Iterator[str]:
    for field, value in fields.items():
        if field == "arguments":
            yield from ("", "arguments:")
            for kernel in KERNEL_NAMES:
                yield from _table(f"  {kernel}", value[kernel], "    ")
        elif isinstance(value, list):
            yield from ("", *_table(field, value, "  ")) if value else ()
        else:
            yield f"{field}: {_flow(value)}" if isinstance(value, dict) else _dumped({field: value}, flow=False)


def _table(name: str, entries: list[dict[str, Any]], indent: str) -> Iterator[str]:
    yield f"{name}:{'' if entries else ' []'}"
    yield from (f"{indent}- {_flow(entry)}" for entry in entries)


def _flow(entry: dict[str, Any]) -> str:
    return _dumped(entry, flow=True)


def _dumped(value: dict[str, Any], flow: bool) -> str:
    options: dict[str, Any] = {"sort_keys": False, "width": _ONE_LINE, "allow_unicode": True}
    return str(yaml.dump(value, Dumper=_Dumper, default_flow_style=flow, **options)).strip()


class _Dumper(yaml.SafeDumper):
    """Quotes as the shipped specs do it."""

    def choose_scalar_style(self) -> str:
        style: str = super().choose_scalar_style()
        return '"' if style == "'" else style
