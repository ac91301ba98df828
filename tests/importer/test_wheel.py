"""The kernels of a wheel of ttnn: nothing falls over, each argument is found, and a port reads what the kernel read."""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest

from codegen.importer.port.port import port_kernel
from codegen.importer.table import import_table

pytestmark = pytest.mark.skipif("TTDW_TTNN_WHEEL" not in os.environ, reason="TTDW_TTNN_WHEEL names no unpacked wheel")

COMMENTS = re.compile(r"//[^\n]*|/\*.*?\*/", re.DOTALL)
ARGUMENT = re.compile(r"\bargs::(?:get_token_if_present<\"(\w+)\">|(\w+))")
NOT_READ = 0.02
"""Part of the kernels of Metal 2.0 that may read something that is not told."""

EVERY = 60


def kernels(word: str) -> list[Path]:
    """The kernels of the wheel in which a word stands."""
    files = sorted(Path(os.environ["TTDW_TTNN_WHEEL"]).rglob("*.cpp"))
    texts = ((file, file.read_text(errors="replace")) for file in files)
    return [file for file, text in texts if word in text and re.search(r"kernel_main *\(|TT_KERNEL", text)]


def check_named_arguments(files: list[Path]) -> None:
    """By a search for args::name that knows nothing of C++."""
    unread = []
    for file in files:
        table = import_table(file)
        text = COMMENTS.sub(" ", file.read_text())
        wanted = {first or second for first, second in ARGUMENT.findall(text)} - {"get_token_if_present"}
        assert wanted <= {one.spelled for one in table.entries}, file
        unread += [file] if table.unread else []
    assert len(unread) <= max(1, NOT_READ * len(files)), unread


def check_ports(files: list[Path]) -> None:
    """Each port holds its text against the kernel's by itself, and fails where they differ."""
    ports = [port_kernel(file) for file in files]
    assert sum(len(port.arguments) for port in ports) > len(files)


def test_named_arguments_of_some_kernels() -> None:
    files = kernels("kernel_args.h")
    if not files:
        pytest.skip("this release has no kernel of Metal 2.0")
    check_named_arguments(files[::EVERY])


def test_ports_of_some_kernels() -> None:
    files = [file for file in kernels("get_arg_val<uint32_t>(") if "operations" in file.parts]
    if not files:
        pytest.skip("the wheel was unpacked without its operations")
    check_ports(files[::EVERY])


TWINS = (
    "reader_depthwise_conv1d",
    "reader_writer_tiled_out_1d_mcast_receiver_conv_weights_tiled_col_to_rm_blocks",
)
"""Kernels of conv2d that tt-metal moved by hand, without any other change of their arguments."""


@pytest.mark.parametrize("name", TWINS)
def test_a_port_has_the_arguments_of_one_by_hand(name: str) -> None:
    """But those that the other binds as buffers, tensors and semaphores, which the notes say."""
    found = list(Path(os.environ["TTDW_TTNN_WHEEL"]).rglob(f"quasar/**/{name}_metal2.cpp"))
    if not found:
        pytest.skip("this release has no such kernel")
    port = port_kernel(found[0].with_name(f"{name}.cpp"))
    by_hand = import_table(found[0])
    names = {one.name for one in port.arguments}
    bound = {one for one in names for note in port.notes if note.text.startswith(f"'{one}' goes to ")}
    assert names - bound == {one.spelled for one in by_hand.entries}
    assert len(bound) == len(by_hand.resources)
    assert port.left == ()


@pytest.mark.long
def test_named_arguments_of_all_kernels() -> None:
    check_named_arguments(kernels("kernel_args.h"))


@pytest.mark.long
def test_ports_of_all_kernels() -> None:
    check_ports(kernels("get_arg_val<uint32_t>("))
