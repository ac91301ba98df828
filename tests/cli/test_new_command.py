"""new: a spec of one's own, made of another variant."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from codegen.commands.exit_code import ExitCode
from codegen.model.document import parse_document
from codegen.model.loader import load_variant, variants_in
from codegen.model.spec_text import spec_text
from codegen.model.variant import Variant
from codegen.resources import shipped_specs
from tests.conftest import Ttdw, snapshot
from tests.variants import ALL, SHIPPED


@pytest.mark.parametrize("variant", ALL.values(), ids=lambda one: one.name)
def test_the_text_of_a_variant_gives_it_again(variant: Variant) -> None:
    (again,) = variants_in(parse_document("mine.yaml", spec_text(variant, "mine")))
    assert again == variant.model_copy(update={"name": "mine", "operation": again.operation})


def test_any_text_of_a_user_is_written_so_that_it_is_read_again() -> None:
    odd = SHIPPED["width_sharded"].model_copy(update={"summary": 'it\'s "a": {b}, [c] # d\\e é'})
    (again,) = variants_in(parse_document("mine.yaml", spec_text(odd, "mine")))
    assert again.summary == odd.summary


def test_a_new_spec_is_emitted(ok: Ttdw, tmp_path: Path) -> None:
    said = ok("new", "mine", "--from", "block_sharded").out
    assert said.startswith("specs/mine.yaml: variant mine, made of block_sharded;")
    command = said.strip().rpartition("emit it with: ttdw ")[2].split()
    ok(*command)
    assert load_variant(tmp_path / "specs" / "mine.yaml").variant.memory_layout == "BLOCK_SHARDED"
    assert (tmp_path / "generated" / "depthwise_conv2d_mine" / "device" / "variants" / "mine.hpp").is_file()


def test_it_may_be_made_of_another_one_in_the_folder(ok: Ttdw, tmp_path: Path) -> None:
    ok("new", "mine", "--from", "width_sharded", "--into", "ours")
    ok("new", "yours", "--from", "mine", "--into", "ours")
    assert sorted(snapshot(tmp_path)) == ["ours/mine.yaml", "ours/yours.yaml"]


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("mine", "variant 'mine' is defined in specs/mine.yaml"),
        ("width_sharded", f"variant 'width_sharded' is defined in {shipped_specs()}"),
        ("same", "operation 'depthwise_conv2d_same' is defined in specs/taken.yaml"),
        ("taken", "specs/taken.yaml: [name-taken] the file exists"),
    ],
)
def test_a_name_that_something_has_is_refused(name: str, message: str, ok: Ttdw, ttdw: Ttdw, tmp_path: Path) -> None:
    ok("new", "mine", "--from", "block_sharded")
    other = spec_text(SHIPPED["block_sharded"], "other_one") + "operation: depthwise_conv2d_same\n"
    (tmp_path / "specs" / "taken.yaml").write_text(other)
    before = snapshot(tmp_path)
    done = ttdw("new", name, "--from", "block_sharded")
    assert done.code == ExitCode.BAD_INPUT
    assert message in done.err
    assert snapshot(tmp_path) == before


def test_of_two_at_once_one_is_refused(tmp_path: Path) -> None:
    words = [sys.executable, "-m", "codegen.cli", "new", "mine", "--from"]
    both = [subprocess.Popen([*words, of], cwd=tmp_path) for of in ("block_sharded", "width_sharded")]
    assert sorted(process.wait(60) for process in both) == [ExitCode.OK, ExitCode.BAD_INPUT]
    assert list(snapshot(tmp_path)) == ["specs/mine.yaml"]
