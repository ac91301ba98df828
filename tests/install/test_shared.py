"""What all operations share is installed once, and goes with the last of them."""

from __future__ import annotations

from pathlib import Path

import pytest

from codegen.emit.common import COMMON
from codegen.install.apply import apply
from codegen.install.changes import Change, plan_install, plan_uninstall
from codegen.install.edits import OPERATIONS
from codegen.model.finding import InputError
from tests.conftest import snapshot
from tests.install.checkout import make_checkout, make_common, make_operation

FOLDER = OPERATIONS / COMMON


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    return make_checkout(tmp_path / "tree", "0.69")


def planned(tree: Path, *names: str, comment: str = "") -> list[Change]:
    operations = [make_operation(name, "0.69", comment) for name in names]
    return plan_install(tree, [*operations, make_common("0.69", comment)])


def test_there_and_back(tree: Path) -> None:
    before = snapshot(tree)
    apply(tree, planned(tree, "one_way"))
    assert (tree / FOLDER / "kernels/kernel_args.hpp").is_file()
    apply(tree, plan_uninstall(tree, []))
    assert snapshot(tree) == before


def test_it_is_built_and_not_bound(tree: Path) -> None:
    apply(tree, planned(tree, "one_way"))
    named = [line.strip() for line in (tree / "ttnn/CMakeLists.txt").read_text().splitlines() if "epthwise" in line]
    folder = FOLDER.relative_to("ttnn")
    assert named == ["TTNN::Ops::Experimental::DepthwiseCommon", f"add_subdirectory({folder})"]
    assert COMMON not in (tree / "ttnn/cpp/ttnn/operations/experimental/experimental_nanobind.cpp").read_text()


def test_a_second_operation_finds_it(tree: Path) -> None:
    apply(tree, planned(tree, "one_way"))
    assert not [one for one in planned(tree, "other_way") if one.path.is_relative_to(FOLDER)]


def test_it_stays_while_an_operation_needs_it(tree: Path) -> None:
    before = snapshot(tree)
    apply(tree, planned(tree, "one_way"))
    alone = snapshot(tree)
    apply(tree, planned(tree, "other_way"))
    apply(tree, plan_uninstall(tree, ["other_way"]))
    assert snapshot(tree) == alone
    apply(tree, plan_uninstall(tree, ["one_way"]))
    assert snapshot(tree) == before


def test_it_is_not_taken_back_alone(tree: Path) -> None:
    apply(tree, planned(tree, "one_way"))
    with pytest.raises(InputError, match=f"'{COMMON}' is what one_way share"):
        plan_uninstall(tree, [COMMON])


def test_an_operation_is_not_left_behind_with_another_version_of_it(tree: Path) -> None:
    apply(tree, planned(tree, "one_way"))
    with pytest.raises(InputError, match=f"{COMMON} changes, and one_way would stay as before"):
        planned(tree, "other_way", comment=", again")
    apply(tree, planned(tree, "one_way", "other_way", comment=", again"))
