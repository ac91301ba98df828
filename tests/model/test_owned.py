"""The table of macros holds those of the headers that are at hand, and the words of the templates are found."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from codegen.build.macros import macros_in, macros_of
from codegen.emulator.build import INCLUDE
from codegen.model.owned import MACROS, emitted_words, owner_of
from codegen.model.registry import known_schedules
from codegen.native.compiler import find_compiler


def test_macros_of_the_emulator() -> None:
    found = macros_in([INCLUDE])
    assert found
    assert found <= MACROS


def test_macros_that_the_compiler_defines_by_itself() -> None:
    assert macros_of(find_compiler().command[0], ()) <= MACROS


@pytest.mark.skipif("TTDW_TTNN_WHEEL" not in os.environ, reason="TTDW_TTNN_WHEEL names no unpacked wheel")
def test_macros_of_the_kernel_headers_of_a_wheel() -> None:
    found = macros_in([Path(os.environ["TTDW_TTNN_WHEEL"])])
    assert "tt_l1_ptr" in found
    assert found <= MACROS


@pytest.mark.parametrize("schedule", known_schedules())
def test_words_of_the_emitted_code(schedule: str) -> None:
    words = emitted_words(schedule)
    assert {"uint32_t", "std", "ttnn", "kernel_main", "plan_program"} <= words
    assert "semaphores" in words
    assert "structs" not in words, "a word of a comment does not count"


@pytest.mark.parametrize("name", ["int", "xor_eq", "unix", "offsetof", "my_t", "a__b", "a_"])
def test_names_with_an_owner(name: str) -> None:
    assert owner_of(name)
