"""Compilers are found, programs are compiled once, and what cannot be compiled is said clearly."""

from __future__ import annotations

import os
import shlex
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from codegen.emulator import CompileError, CompilerNotFoundError, VariantError, build, plan
from codegen.native.cache import cache_folder, digest, obtain
from codegen.native.compiler import find_compiler
from tests.emulator import toy


def test_folder_and_texts_give_the_same_program(tmp_path: Path) -> None:
    for path, text in toy.sources().items():
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_text(text)
    assert build(tmp_path, toy.UNIT) == build(toy.sources(), toy.UNIT)


def test_second_build_takes_no_time() -> None:
    build(toy.sources(), toy.UNIT)
    start = time.perf_counter()
    build(toy.sources(), toy.UNIT)
    assert time.perf_counter() - start < 0.5


def test_missing_weight_layout() -> None:
    sources = toy.sources()
    del sources["toy/device/plan/weight_layout.hpp"]
    with pytest.raises(VariantError, match=r"lack toy/device/plan/weight_layout\.hpp"):
        build(sources, toy.UNIT)


def test_two_kernels_of_a_kind() -> None:
    sources = toy.sources()
    sources["toy/device/kernels/dataflow/reader_other.cpp"] = ""
    with pytest.raises(VariantError, match=r"2 kernels named reader_\*\.cpp"):
        build(sources, toy.UNIT)


@pytest.mark.parametrize(
    ("kernel_text", "message"),
    [
        ("void kernel_main() { this is no code }", "reader_toy.cpp"),
        (
            '#include "api/compute/eltwise_binary.h"\nvoid kernel_main() { noc_async_read_barrier(); }',
            "noc_async_read_barrier",
        ),
        ('#include "api/dataflow/no_such_header.h"\nvoid kernel_main() {}', "no_such_header.h"),
    ],
)
def test_kernel_that_does_not_compile(kernel_text: str, message: str) -> None:
    sources = toy.sources()
    sources[toy.READER] = kernel_text
    with pytest.raises(CompileError, match=message):
        build(sources, toy.UNIT)


def test_named_compiler_that_does_not_exist(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CXX", "no-such-compiler")
    with pytest.raises(CompilerNotFoundError, match=r"\$CXX is 'no-such-compiler'"):
        find_compiler()


def test_no_compiler(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.delenv("CXX", raising=False)
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr("importlib.util.find_spec", lambda _: None)
    with pytest.raises(CompilerNotFoundError, match=r'pip install "tt-depthwise-codegen\[compiler\]"'):
        find_compiler()


def test_named_compiler_comes_first(monkeypatch: pytest.MonkeyPatch) -> None:
    default = find_compiler()
    monkeypatch.setenv("CXX", shlex.join([*default.command, "-w"]))
    assert find_compiler().command == (*default.command, "-w")


def test_cache_can_be_moved(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("TTDW_CACHE", str(tmp_path))
    assert cache_folder() == tmp_path


def test_failed_work_leaves_nothing_behind(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("TTDW_CACHE", str(tmp_path))

    def fail(folder: Path) -> None:
        (folder / "half").write_text("")
        raise CompileError("no")

    with pytest.raises(CompileError):
        obtain("thing", fail)
    assert list(tmp_path.iterdir()) == []


def test_the_first_to_finish_wins(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("TTDW_CACHE", str(tmp_path))

    def make(folder: Path) -> None:
        time.sleep(0.05)
        (folder / "whole").write_text(str(os.getpid()))

    with ThreadPoolExecutor(8) as pool:
        made = list(pool.map(lambda _: obtain("thing", make), range(8)))
    assert set(made) == {tmp_path / "thing"}
    assert [file.name for file in tmp_path.iterdir()] == ["thing"]


def test_digest_knows_where_parts_end() -> None:
    assert digest(["ab", "c"]) != digest(["a", "bc"])


def test_many_plans_by_one_process() -> None:
    program = build(toy.sources(), toy.UNIT)
    problems = [
        toy.request("multiply", tiles=1 + i % 50, columns=1 + i % 8, rows=1 + i % 9).problem for i in range(500)
    ]
    plans = plan(program, problems)
    assert [answer["geometry"] for answer in plans if "error" not in answer] == [
        [1 + i % 50, (1 + i % 8) * (1 + i % 9)] for i in range(500)
    ]


def test_refused_plan() -> None:
    program = build(toy.sources(), toy.UNIT)
    assert plan(program, [toy.request("multiply", plan_fault="refused").problem]) == [{"error": "the toy refuses this"}]


def test_words_of_a_plan() -> None:
    (words,) = plan(build(toy.sources(), toy.UNIT), [toy.request("multiply", parameter=5, columns=2).problem])
    assert "error" not in words
    assert words["circular_buffers"] == [
        [0, 2, 2048, 1, 0],
        [1, 2, 2048, 0, 0],
        [2, 48, 64, 0, 0],
        [3, 2, 2048, 2, 0],
    ]
    assert words["semaphores"] == [[0, 0], [1, 0]]
    assert words["reader"] == {"compile_time_args": [2], "common_args": []}
    assert [core["core"] for core in words["cores"]] == [[0, 0], [1, 0]]
    assert [core["noc"] for core in words["cores"]] == [[18, 18], [19, 18]]
    assert [core["work"] for core in words["cores"]] == [[0], [1]]
    assert words["cores"][1]["writer_args"] == [0, 5, 1, 2, 18, 18, 19, 18, 1_048_640]
