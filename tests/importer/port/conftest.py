"""A port of a few lines of a kernel."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from codegen.importer.port.port import Port, port_kernel

PortOf = Callable[[str], Port]


@pytest.fixture
def port_of(tmp_path: Path) -> PortOf:
    """Port a kernel_main with the given body, or a whole file that has one."""

    def run(code: str) -> Port:
        whole = code if "kernel_main" in code else f"void kernel_main() {{\n{code}\n}}\n"
        file = tmp_path / "reader.cpp"
        file.write_bytes(whole.encode())
        return port_kernel(file)

    return run


def body(port: Port) -> str:
    """What stands between the braces of a ported kernel_main."""
    return port.new.partition("{\n")[2].rpartition("\n}")[0]
