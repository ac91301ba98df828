"""A port compiles and computes what the kernel computes: both run here, with the same words from the host."""

from __future__ import annotations

import subprocess
from collections.abc import Iterable
from pathlib import Path

import pytest

from codegen.importer.port.names import Argument
from codegen.importer.port.port import port_kernel
from codegen.native.compiler import find_compiler

KERNEL = """\
#include <cstdint>

template <uint32_t n>
uint32_t pool() {
    return 100 + n;
}

void kernel_main() {
    constexpr uint32_t rows = get_compile_time_arg_val(1);
    constexpr uint32_t at = 2;
    constexpr bool wide = get_compile_time_arg_val(at) == 5;
    uint32_t i = 0;
    const bool is_sender = get_arg_val<uint32_t>(i++) != 0;
    if (is_sender) {
        const uint32_t address = get_arg_val<uint32_t>(i++);
        note(address);
        const Corner from{get_arg_val<uint32_t>(i++), get_arg_val<uint32_t>(i++)};
        note(from.x - from.y);
    } else {
        const uint32_t sender = get_arg_val<uint32_t>(i++);
        note(sender);
        i += 2;
    }
    const auto low = get_arg_val<int32_t>(i);
    ++i;
    note(low / 2);
    note(pool<get_compile_time_arg_val(1)>() + wide);
    const uint32_t shared = get_common_arg_val<uint32_t>(0);
    note(shared + rows);
    const uint32_t* more = get_arg_addr(i);
    note(more[0]);
    note(get_arg_val<float>(6));
}
"""

HOST = """\
#include <cstdint>
#include <cstdio>
#include <cstring>
static uint32_t runtime[] = {SENDER, 11, 12, 13, 0xfffffff0u, 15, 0x40200000u};
static uint32_t common[] = {21, 22};
template <uint32_t i> constexpr uint32_t constant = i * i + 1;
#define get_compile_time_arg_val(i) constant<i>
inline uint32_t* get_arg_addr(uint32_t i) { return runtime + i; }
template <typename T> T bits(const uint32_t& word) { T value; std::memcpy(&value, &word, sizeof(T)); return value; }
template <typename T> T get_arg_val(uint32_t i) { return bits<T>(runtime[i]); }
template <typename T> T get_common_arg_val(uint32_t i) { return bits<T>(common[i]); }
template <typename T> void note(T value) { std::printf("%g\\n", double(value)); }
struct Corner { uint32_t x, y; };
"""

NAMED = """\
namespace experimental {
struct Runtime { uint32_t index; };
struct Common { uint32_t index; };
struct Constant { uint32_t value; };
inline uint32_t get_arg(Runtime one) { return runtime[one.index]; }
inline uint32_t get_arg(Common one) { return common[one.index]; }
constexpr uint32_t get_arg(Constant one) { return one.value; }
}
"""

TYPES = {"runtime": "Runtime", "common_runtime": "Common", "compile_time": "Constant"}


def declared(arguments: Iterable[Argument]) -> str:
    """The names as the kernel compiler declares them for a host that gives each the word of its position."""
    lines = ["namespace args {"]
    for one in arguments:
        value = f"constant<{one.index}>" if one.kind == "compile_time" else str(one.index)
        lines.append(f"constexpr experimental::{TYPES[one.kind]} {one.name}{{{value}}};")
    return "\n".join([*lines, "}", ""])


def run(folder: Path, host: str, kernel: str, sender: int) -> str:
    text = host.replace("SENDER", str(sender)) + kernel + "\nint main() { kernel_main(); }\n"
    (folder / "main.cpp").write_text(text)
    find_compiler().run(["-std=c++20", "-Wall", "-Werror", "-I.", "main.cpp", "-o", "main"], folder)
    return subprocess.run([folder / "main"], capture_output=True, text=True, check=True, timeout=60).stdout


@pytest.mark.parametrize("sender", [0, 1])
def test_the_port_computes_the_same(tmp_path: Path, sender: int) -> None:
    (tmp_path / "experimental").mkdir()
    (tmp_path / "experimental" / "kernel_args.h").write_text("")
    file = tmp_path / "reader.cpp"
    file.write_text(KERNEL)
    port = port_kernel(file)
    assert [one.text for one in port.left] == ["get_arg_addr(i)", "get_arg_val<float>(6)"]
    assert "uint32_t i" not in port.new
    computed = run(tmp_path, HOST, port.old, sender)
    assert computed.splitlines()[-2:] == ["15", "2.5"]
    assert run(tmp_path, HOST + NAMED + declared(port.arguments), port.new, sender) == computed
