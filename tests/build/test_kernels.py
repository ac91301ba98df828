"""The check of the kernels: what it says where something is missing, and what it finds where nothing is."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path, PurePosixPath

import pytest

from codegen.build.compile import _ours_and_theirs
from codegen.build.compilers import Sfpi, find_kernel_compiler
from codegen.build.kernel_files import kernel_files
from codegen.build.kernels import check_kernels, example_cases
from codegen.build.processors import PROCESSORS
from codegen.build.sources import Sources, emitted_sources
from codegen.build.unsupported import UnsupportedError
from codegen.build.wheel import VARIABLE, Wheel, find_wheel
from codegen.commands.exit_code import ExitCode
from codegen.emit.banner import shipped_source
from codegen.emit.common import COMMON
from codegen.emit.output import SourcedOperation
from codegen.model.operation import Operation
from codegen.model.variant import KernelName
from codegen.plan.program import plan_program
from tests.conftest import Ttdw
from tests.variants import ALL, OF_METAL2, OPERATIONS


def make_wheel(folder: Path, version: str = "") -> Path:
    """A folder that looks like an unpacked wheel."""
    (folder / "ttnn/tt_metal/hw/inc").mkdir(parents=True)
    if version:
        metadata = folder / f"ttnn-{version}.dist-info" / "METADATA"
        metadata.parent.mkdir()
        metadata.write_text(f"Metadata-Version: 2.1\nName: ttnn\nVersion: {version}\n\nText\n")
    return folder


def sources(name: str, operations: Mapping[str, Operation] = OPERATIONS) -> Sources:
    """Those of an operation."""
    one, _ = emitted_sources([SourcedOperation(operations[name], shipped_source(name))])
    return one


def common_sources() -> Sources:
    """Those of what all operations share."""
    *_, common = emitted_sources([SourcedOperation(one, shipped_source(name)) for name, one in OPERATIONS.items()])
    return common


@pytest.fixture
def real_headers() -> str:
    """Headers of the wheel that the shipped specs are made for, and a compiler; CI has both."""
    target = ALL["block_sharded"].target
    try:
        wheel = find_wheel(None, target)
        find_kernel_compiler(wheel)
    except UnsupportedError as error:
        pytest.skip(str(error))
    return str(wheel.root)


@pytest.mark.parametrize("inside", [".", "ttnn"])
def test_the_folder_may_be_the_package_or_what_holds_it(inside: str, tmp_path: Path) -> None:
    wheel = find_wheel(str(make_wheel(tmp_path, "0.81.1") / inside), "0.81")
    assert wheel == Wheel(tmp_path / "ttnn", "0.81.1")


def test_the_environment_names_a_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(VARIABLE, str(make_wheel(tmp_path)))
    assert find_wheel(None, "0.81").root == tmp_path / "ttnn"


def test_another_release_is_unsupported(tmp_path: Path, ttdw: Ttdw) -> None:
    done = ttdw("build", "--kernels", "--headers", make_wheel(tmp_path / "wheel", "0.8.1"), "--json", "-")
    assert done.code == ExitCode.FAILED
    results = json.loads(done.out)["results"]
    assert {result["verdict"] for result in results} == {"unsupported"}
    assert "made for tt-metal 0.81, and the headers in" in results[0]["message"]
    assert "are of ttnn 0.8.1" in results[0]["message"]
    assert "ttnn==0.81.*" in results[0]["hint"]


def test_no_headers(tmp_path: Path, ttdw: Ttdw) -> None:
    done = ttdw("build", "block_sharded", "--kernels", "--headers", tmp_path)
    assert done.code == ExitCode.FAILED
    cause = f"--headers: there is no tt_metal/hw/inc in {tmp_path}"
    names = "block_sharded, height_sharded, width_sharded, depthwise_conv2d, depthwise_common"
    assert f"unsupported: {names}\n{cause}\n    hint: " in done.out


def test_no_compiler(tmp_path: Path, ttdw: Ttdw, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    done = ttdw("build", "block_sharded", "--kernels", "--headers", make_wheel(tmp_path / "wheel"))
    assert done.code == ExitCode.FAILED
    assert "no kernel compiler: neither the SFPI compiler nor riscv64-unknown-elf-g++" in done.out
    assert "apt-get install gcc-riscv64-unknown-elf" in done.out


@pytest.mark.parametrize(
    ("says", "real"), [("(tenstorrent/sfpi:7.1.0[9]) 15.1.0", True), ("of somebody 12.2.0", False)]
)
def test_the_sfpi_compiler_is_known_by_what_it_says(says: str, real: bool, tmp_path: Path) -> None:
    wheel = Wheel(make_wheel(tmp_path) / "ttnn", "")
    compiler = wheel.root / "runtime/sfpi/compiler/bin/riscv-tt-elf-g++"
    compiler.parent.mkdir(parents=True)
    compiler.write_text(f"#!/bin/sh\necho 'riscv-tt-elf-g++ {says}'\n")
    compiler.chmod(0o755)
    try:
        assert isinstance(find_kernel_compiler(wheel), Sfpi) == real
    except UnsupportedError:
        assert not real


def test_the_sfpi_compiler_gets_its_own_flags(tmp_path: Path) -> None:
    wheel = make_wheel(tmp_path / "wheel")
    compiler = wheel / "ttnn/runtime/sfpi/compiler/bin/riscv-tt-elf-g++"
    compiler.parent.mkdir(parents=True)
    record = tmp_path / "record"
    compiler.write_text(
        "#!/bin/sh\n"
        'if [ "$1" = --version ]; then echo "(tenstorrent/sfpi:1.0)"; exit; fi\n'
        f'echo "$@" >> {record}\n'
        'case "$*" in *-ftt-no-dyninit*) exit 1;; *-fsyntax-only*) exit 0;; esac\n'
        'while [ "$1" != -o ]; do shift; done; : > "$2"\n'
    )
    compiler.chmod(0o755)
    results = list(check_kernels([sources("depthwise_conv2d")], ["blackhole"], str(wheel)))
    assert {result.verdict for result in results} == {"pass"}
    calls = [line.split() for line in record.read_text().splitlines() if "kernel." in line]
    assert {word for call in calls for word in call if word.startswith("-mcpu")} == {
        "-mcpu=tt-bh",
        "-mcpu=tt-bh-tensix",
    }
    assert all("-ftt-nttp" in call and "-ftt-no-dyninit" not in call and "-nostdlib" not in call for call in calls)


def test_every_variant_can_compute_the_example_cases() -> None:
    for variant in ALL.values():
        for processor in PROCESSORS:
            for case in example_cases(variant, processor):
                assert plan_program(variant, case).cores


def test_only_lines_of_others_are_made_plain() -> None:
    odd = 'static_assert(false, "");'
    text = f'# 1 "/theirs/a.h" 1 3 4\n{odd}\n# 1 "/ours/k.cpp" 1 3 4\n{odd}\n# 2 "/theirs/a.h" 2 3 4'
    assert list(_ours_and_theirs(text, Path("/ours"), plain=True)) == [
        '# 1 "/theirs/a.h" 1 3',
        'static_assert(true, "");',
        '# 1 "/ours/k.cpp" 1',
        odd,
        '# 2 "/theirs/a.h" 2 3',
    ]


@pytest.mark.parametrize(
    "words",
    [
        ("build",),
        ("build", "--host"),
        ("build", "--kernels", "--chip", "grayskull"),
        ("build", "--kernels", "--installed"),
        ("build", "--host", "--tt-metal", ".", "--installed", "--target", "0.69"),
        ("build", "--host", "--tt-metal", ".", "--installed"),
    ],
)
def test_usage(words: tuple[str, ...], ttdw: Ttdw) -> None:
    assert ttdw(*words).code == ExitCode.BAD_INPUT


@pytest.mark.parametrize("operations", [OPERATIONS, OF_METAL2], ids=["0.81", "metal2"])
@pytest.mark.parametrize("name", OPERATIONS)
def test_the_shipped_kernels_compile(name: str, operations: Mapping[str, Operation], real_headers: str) -> None:
    """For the five processors of a core, on both chips."""
    one = sources(name, operations)
    results = list(check_kernels([one], ["wormhole", "blackhole"], real_headers))
    assert [result for result in results if result.verdict != "pass"] == []
    assert len(results) == 2 * len(kernel_files(one))


def test_the_headers_that_all_share_compile(real_headers: str) -> None:
    results = list(check_kernels([common_sources()], ["wormhole", "blackhole"], real_headers))
    assert {(result.variant, result.verdict) for result in results} == {(COMMON, "pass")}


def test_kernels_are_compiled_for_each_variant_and_common_headers_once() -> None:
    one = sources("depthwise_conv2d_stick")
    files = kernel_files(one)
    assert [file for place, file in enumerate(files) if file in files[:place]] == []
    for variant in one.variants:
        mine = [file for file in files if file.of == variant.name]
        assert all(file.variant == variant for file in mine)
        assert [file.processor for file in mine if not file.is_header] == list(PROCESSORS)
        assert {file.path.name for file in mine if file.is_header} == {f"{variant.name}.hpp"}
    assert {file.path for file in files if file.is_header} == set(one.kernel_headers)


def test_a_header_is_compiled_for_the_processors_that_it_is_for() -> None:
    files = [*kernel_files(sources("depthwise_conv2d")), *kernel_files(common_sources())]
    processors = {path: [file.processor.name for file in files if file.path.name == path] for path in HEADERS}
    assert processors == HEADERS


HEADERS = {
    "block_multiply.hpp": ["trisc0", "trisc1", "trisc2"],
    "multicast.hpp": ["brisc"],
    "numbers.hpp": 2 * ["brisc", "trisc0"],
    "block_sharded.hpp": ["brisc", "trisc0"],
}


def test_a_header_that_needs_another_before_it_does_not_compile(real_headers: str) -> None:
    good = common_sources()
    path = PurePosixPath("kernels/dataflow/multicast.hpp")
    needed = '#include "../kernel_args.hpp"\n'
    assert needed in good.texts[path]
    broken = replace(good, texts={**good.texts, path: good.texts[path].replace(needed, "")})
    failed = {one.file for one in check_kernels([broken], ["wormhole"], real_headers) if one.verdict == "error"}
    assert failed == {str(path)}, "the kernels include it before"


FAULTS: dict[str, tuple[KernelName, str, str, str]] = {
    "an unknown function": ("reader", "get_write_ptr(", "get_writing_ptr(", "was not declared"),
    "an argument too many": ("compute", "tile_regs_commit();", "tile_regs_commit(1);", "no matching function"),
    "a warning": (
        "writer",
        "void kernel_main() {",
        "void kernel_main() {\n    int i = 0;\n    if (i < 1u) return;",
        "sign",
    ),
    "a stack that grows into the data": (
        "writer",
        "void kernel_main() {",
        "void kernel_main() {\n    volatile uint32_t words[256];\n    words[0] = 0;",
        "frame size",
    ),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_a_broken_kernel_does_not_compile(fault: str, real_headers: str) -> None:
    kernel, old, new, message = FAULTS[fault]
    good = sources("depthwise_conv2d_block_col_major_noc1")
    path = good.kernel_file(kernel)
    assert old in good.texts[path]
    broken = replace(good, texts={**good.texts, path: good.texts[path].replace(old, new)})
    failed = [one for one in check_kernels([broken], ["wormhole"], real_headers) if one.verdict == "error"]
    assert {one.processor for one in failed} == {one.name for one in PROCESSORS if one.kernel == kernel}
    assert all(message in one.message and str(path) in one.message for one in failed), failed[0].message
    assert not any(os.sep + "tmp" in one.message for one in failed)
