"""plan, schema and doctor."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest
import yaml
from pydantic import TypeAdapter

from codegen.commands.exit_code import ExitCode
from codegen.resources import shipped_cases, shipped_specs
from tests.conftest import Ttdw

BLOCK = ("plan", "--case", "seed", "--only", "block_2x2_c64_k3_s1")


def test_plan_draws_the_grid_with_its_roles(ok: Ttdw) -> None:
    lines = [line.split() for line in ok(*BLOCK).out.splitlines()]
    assert ["x=0", "x=1"] in lines
    assert ["y=0", "S", "c0", "s0", "S", "c1", "s0"] in lines
    assert ["y=1", "r", "c0", "s1", "r", "c1", "s1"] in lines


def test_plan_marks_what_is_outside_of_the_operation(ok: Ttdw, tmp_path: Path) -> None:
    text = (shipped_cases() / "seed.yaml").read_text().replace("grid: [4, 1]", "grid: [3, 2]\n    cores: 4")
    (tmp_path / "cases.yaml").write_text(text)
    lines = [line.split() for line in ok("plan", "--case", "cases.yaml").out.splitlines()]
    assert ["y=1", "r", "c0", "s3", ".", "."] in lines


@pytest.mark.parametrize(
    "title",
    [
        "The same on all cores",
        "Shards",
        "reader: compile-time arguments",
        "reader: runtime arguments of a sender",
        "reader: runtime arguments of a receiver",
        "compute: runtime arguments",
        "writer: runtime arguments",
        "Circular buffers",
        "L1 of a core",
    ],
)
def test_plan_shows_everything(title: str, ok: Ttdw) -> None:
    assert title in ok(*BLOCK).out.splitlines()


def test_plan_notes_padded_channels(ok: Ttdw, tmp_path: Path) -> None:
    text = (shipped_cases() / "seed.yaml").read_text()
    assert "note:" not in ok("plan", "--case", "seed").out
    (tmp_path / "cases.yaml").write_text(text.replace("channels: 64", "channels: 52"))
    done = ok("plan", "--case", "cases.yaml", "--only", "block_2x2_c64_k3_s1", "--json", "plan.json")
    note = "52 channels are padded to 64, 32 on each of 2 channel shards"
    assert f"note: {note}" in done.out.splitlines()
    (plan,) = json.loads((tmp_path / "plan.json").read_text())["plans"]
    assert plan["notes"] == [note]


def test_plan_as_json(ok: Ttdw) -> None:
    content = json.loads(ok(*BLOCK, "--json", "-").out)
    assert content["schema"] == 1
    (plan,) = content["plans"]
    assert plan["case"]["id"] == "block_2x2_c64_k3_s1"
    assert plan["geometry"]["input_shard_sticks"] == 60
    assert [core["role"] for core in plan["cores"]] == ["sender", "sender", "receiver", "receiver"]
    assert plan["cores"][0]["arguments"]["reader"]["is_sender"] == 1


def test_plan_of_a_chip(ok: Ttdw) -> None:
    plans = {
        chip: json.loads(ok(*BLOCK, "--chip", chip, "--json", "-").out)["plans"] for chip in ("wormhole", "blackhole")
    }
    assert plans["wormhole"][0]["budget"]["available"] < plans["blackhole"][0]["budget"]["available"]


def test_schema_of_both_files(ok: Ttdw) -> None:
    schemas = json.loads(ok("schema").out)
    assert schemas == {kind: json.loads(ok("schema", kind).out) for kind in ("spec", "case")}
    models = schemas["spec"]["$defs"]
    spec = yaml.safe_load((shipped_specs() / "depthwise_conv2d.yaml").read_text())
    assert spec.keys() <= models["OperationSpec"]["properties"].keys()
    alone = yaml.safe_load((Path(__file__).parents[1] / "specs" / "block_sender_row1.yaml").read_text())
    assert alone.keys() <= models["Variant"]["properties"].keys()
    case = yaml.safe_load((shipped_cases() / "seed.yaml").read_text())["cases"][0]
    assert case.keys() <= schemas["case"]["$defs"]["Case"]["properties"].keys()


def test_doctor(ok: Ttdw) -> None:
    found = json.loads(ok("doctor", "--json").out)
    assert found["schema"] == 1
    assert found["python"] == sys.version.split()[0]
    assert found["packages"]["clang-format"]
    assert TypeAdapter(dict[str, list[str]]).validate_python(found["lacks"])["reference"] == []
    assert f"python                {found['python']}" in ok("doctor").out


def test_doctor_names_the_kernel_headers(ok: Ttdw, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "ttnn/tt_metal/hw/inc").mkdir(parents=True)
    monkeypatch.setenv("TTDW_TTNN_WHEEL", str(tmp_path))
    assert f"kernel headers        {tmp_path}/ttnn: ttnn of unknown release" in ok("doctor").out
    monkeypatch.setenv("TTDW_TTNN_WHEEL", str(tmp_path / "gone"))
    kernels = json.loads(ok("doctor", "--json").out)["kernels"]
    assert kernels["headers"] is None
    assert any("there is no tt_metal/hw/inc in" in cause for cause in kernels["lacks"])


def test_doctor_names_the_kernel_compiler(ok: Ttdw, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    wheel = tmp_path / "ttnn"
    (wheel / "tt_metal/hw/inc").mkdir(parents=True)
    compiler = wheel / "runtime/sfpi/compiler/bin/riscv-tt-elf-g++"
    compiler.parent.mkdir(parents=True)
    compiler.write_text("#!/bin/sh\necho 'riscv-tt-elf-g++ (tenstorrent/sfpi:7.9.0) 15.1.0'\n")
    compiler.chmod(0o755)
    monkeypatch.setenv("TTDW_TTNN_WHEEL", str(wheel))
    said = f"kernel compiler       {compiler}: SFPI, riscv-tt-elf-g++ (tenstorrent/sfpi:7.9.0) 15.1.0"
    assert said in ok("doctor").out


def test_doctor_says_what_a_backend_lacks(ok: Ttdw, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    monkeypatch.delenv("CXX", raising=False)
    monkeypatch.setattr("importlib.util.find_spec", lambda _: None)
    assert "backend emulator      not ready: no C++ compiler: looked for $CXX" in ok("doctor").out


def test_doctor_names_the_compiler_of_the_emulator(ok: Ttdw, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    fake = tmp_path / "my-cxx"
    fake.write_text("#!/bin/sh\necho my compiler 1.0 $1\n")
    fake.chmod(0o755)
    monkeypatch.setenv("CXX", f"{fake} -m64")
    assert json.loads(ok("doctor", "--json").out)["compiler"] == f"{fake} -m64\nmy compiler 1.0 -m64\n"


@pytest.mark.parametrize("compiler", ["/does/not/exist", "false"])
def test_doctor_of_a_broken_machine_ends_well(compiler: str, ok: Ttdw, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CXX", compiler)
    assert json.loads(ok("doctor", "--json").out)["lacks"]["emulator"]


def test_plan_knows_the_boards(ok: Ttdw, ttdw: Ttdw) -> None:
    words = ("plan", "--case", "networks/conformer_s")
    assert ok(*words, "--board", "n150").out == ok(*words).out
    refused = ttdw(*words, "--board", "n300")
    assert refused.code == ExitCode.BAD_INPUT
    assert "the grid ends after 8 rows, the n300 board has 7" in refused.err
    assert ", blackhole: S sends weights" in ok(*words, "--board", "p150").out
