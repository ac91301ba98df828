"""Installing changes what it must and nothing else; uninstalling gives back every byte."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from codegen.install.apply import apply
from codegen.install.changes import plan_install, plan_uninstall
from codegen.install.edits import EDITS, OPERATIONS, TESTS
from codegen.install.release import release_of
from codegen.install.summary import summarize
from codegen.model.finding import InputError
from codegen.model.targets import TARGETS, Target
from tests.conftest import snapshot
from tests.emit.test_diff import git
from tests.install.checkout import make_checkout, make_operation

CMAKE = "ttnn/CMakeLists.txt"


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    return make_checkout(tmp_path / "tree", "0.69")


def install(tree: Path, *names: str, comment: str = "") -> None:
    apply(tree, plan_install(tree, [make_operation(name, "0.69", comment) for name in names]))


def refusal(plan: Callable[[], object]) -> str:
    with pytest.raises(InputError) as caught:
        plan()
    return str(caught.value)


@pytest.mark.parametrize("target", TARGETS.values(), ids=lambda one: one.name)
def test_there_and_back(target: Target, tmp_path: Path) -> None:
    release = next(one for one in EDITS if one == target.release)
    tree = make_checkout(tmp_path / "tree", release)
    before = snapshot(tree)
    operations = [make_operation(name, target.name) for name in ("one_way", "other_way")]
    assert release_of(tree) == release
    apply(tree, plan_install(tree, operations))
    for edit in EDITS[release]:
        lines = (tree / edit.file).read_text().splitlines()
        start = lines.index(f"    {edit.anchor}") + 1
        comment = "#" if edit.file.name == "CMakeLists.txt" else "//"
        assert lines[start] == f"    {comment} ttdw: begin"
        assert lines[start + 1 : start + 3] == [f"    {line}" for line in edit.render(["one_way", "other_way"])]
        assert lines[start + 3] == f"    {comment} ttdw: end"
    assert plan_install(tree, operations) == []
    apply(tree, plan_uninstall(tree, []))
    assert snapshot(tree) == before
    assert not (tree / OPERATIONS).exists()
    assert not (tree / TESTS).exists()


def test_files_go_to_their_places(tree: Path) -> None:
    install(tree, "one_way")
    placed = {str(path.relative_to(tree)) for path in tree.rglob("*") if path.is_file()}
    folder = OPERATIONS / "one_way"
    assert {
        str(folder / "CMakeLists.txt"),
        str(folder / "device/kernels/dataflow/reader.cpp"),
        str(TESTS / "test_one_way.py"),
    } <= placed
    assert str(folder / "ARGS.md") not in placed


def test_names_in_camel_case(tree: Path) -> None:
    install(tree, "one_way")
    assert "TTNN::Ops::Experimental::OneWay\n" in (tree / CMAKE).read_text()


def test_a_second_operation_joins_the_first(tree: Path) -> None:
    install(tree, "one_way")
    alone = snapshot(tree)
    install(tree, "other_way")
    assert (tree / CMAKE).read_text().count("ttdw: begin") == 3
    apply(tree, plan_uninstall(tree, ["other_way"]))
    assert snapshot(tree) == alone


def test_a_new_version_replaces_the_old_one(tree: Path) -> None:
    before = snapshot(tree)
    install(tree, "one_way")
    install(tree, "one_way", comment=", again")
    assert "again" in (tree / OPERATIONS / "one_way" / "device/kernels/dataflow/reader.cpp").read_text()
    apply(tree, plan_uninstall(tree, []))
    assert snapshot(tree) == before


def test_a_file_of_somebody_else_stays(tree: Path) -> None:
    install(tree, "one_way")
    note = tree / OPERATIONS / "one_way" / "note.txt"
    note.write_text("mine\n")
    apply(tree, plan_uninstall(tree, []))
    assert [path.name for path in (tree / OPERATIONS).rglob("*") if path.is_file()] == ["note.txt"]


@pytest.mark.parametrize("plan", ["install", "uninstall"])
def test_a_placed_file_that_was_changed_is_refused(plan: str, tree: Path) -> None:
    install(tree, "one_way")
    file = tree / OPERATIONS / "one_way" / "device/kernels/dataflow/reader.cpp"
    file.write_text(file.read_text() + "// mine\n")
    before = snapshot(tree)
    message = refusal(
        (lambda: plan_install(tree, [make_operation("one_way", "0.69")]))
        if plan == "install"
        else (lambda: plan_uninstall(tree, []))
    )
    assert f"{file}: [checkout-clean] the file was changed by hand" in message
    assert snapshot(tree) == before


def test_a_file_in_the_way_is_refused(tree: Path) -> None:
    file = tree / OPERATIONS / "one_way" / "CMakeLists.txt"
    file.parent.mkdir(parents=True)
    file.write_text("mine\n")
    message = refusal(lambda: plan_install(tree, [make_operation("one_way", "0.69")]))
    assert f"{file}: [checkout-clean] a file of somebody else stands here" in message


@pytest.mark.parametrize(
    ("old", "new", "text"),
    [
        ("    # ttdw: begin\n", "", "[checkout-anchor] a mark 'ttdw: end' has no partner"),
        ("    # ttdw: end\n", "", "[checkout-anchor] a mark 'ttdw: begin' has no partner"),
        (
            "Experimental::OneWay",
            "Mine",
            "[checkout-anchor] the block between the marks is not that of what is installed, which is one_way",
        ),
        (
            "    TTNN::Ops::Experimental::Conv3d\n",
            "",
            "[checkout-anchor] the anchor is missing: TTNN::Ops::Experimental::Conv3d",
        ),
    ],
)
def test_a_damaged_file_is_refused(old: str, new: str, text: str, tree: Path) -> None:
    install(tree, "one_way")
    file = tree / CMAKE
    assert old in file.read_text()
    file.write_text(file.read_text().replace(old, new, 1))
    message = refusal(lambda: plan_install(tree, [make_operation("one_way", "0.69", "x")]))
    assert str(file) in message
    assert text in message


def test_an_anchor_that_stands_there_twice_is_refused(tree: Path) -> None:
    file = tree / CMAKE
    file.write_text(file.read_text() * 2)
    assert "stands there 2 times" in refusal(lambda: plan_install(tree, [make_operation("one_way", "0.69")]))


def test_local_changes_of_a_git_checkout_are_refused(tree: Path) -> None:
    git(tree, "init", "-q")
    git(tree, "add", ".")
    git(tree, "commit", "-qm", "one")
    committed = snapshot(tree)
    install(tree, "one_way")
    assert plan_install(tree, [make_operation("one_way", "0.69")]) == []
    apply(tree, plan_uninstall(tree, []))
    assert snapshot(tree) == committed
    (tree / CMAKE).write_text((tree / CMAKE).read_text() + "mine\n")
    message = refusal(lambda: plan_install(tree, [make_operation("one_way", "0.69")]))
    assert f"{tree / CMAKE}: [checkout-anchor] the file has local changes" in message


def test_an_operation_for_another_release_is_refused(tree: Path) -> None:
    message = refusal(lambda: plan_install(tree, [make_operation("one_way", "0.81")]))
    assert "one_way is emitted for tt-metal 0.81, and this tree is 0.69" in message
    assert "--target 0.69" in message


def test_blocks_of_an_earlier_commit_are_no_local_changes(tree: Path) -> None:
    """One is committed, another comes and goes, and the first one, too."""
    git(tree, "init", "-q")
    install(tree, "one_way")
    git(tree, "add", ".")
    git(tree, "commit", "-qm", "one")
    committed = snapshot(tree)
    install(tree, "other_way")
    apply(tree, plan_uninstall(tree, ["other_way"]))
    assert snapshot(tree) == committed
    apply(tree, plan_uninstall(tree, ["one_way"]))
    install(tree, "other_way")


def test_a_folder_that_was_removed_by_hand_is_named_as_a_cause(tree: Path) -> None:
    install(tree, "one_way")
    shutil.rmtree(tree / OPERATIONS / "one_way")
    message = refusal(lambda: plan_install(tree, [make_operation("one_way", "0.69")]))
    assert "the block between the marks is not that of what is installed, which is nothing" in message
    assert "or the folder of an operation, if one was removed by hand" in message


def test_operations_for_another_release_are_refused_together(tree: Path) -> None:
    operations = [make_operation(name, "0.81") for name in ("one_way", "other_way")]
    message = refusal(lambda: plan_install(tree, operations))
    assert message.count("[checkout-target]") == 1
    assert "one_way, other_way are emitted for tt-metal 0.81, and this tree is 0.69" in message


def test_an_operation_without_a_binding_is_refused(tree: Path) -> None:
    whole = make_operation("one_way", "0.69")
    texts = {path: text for path, text in whole.texts.items() if "nanobind" not in path.name}
    message = refusal(lambda: plan_install(tree, [type(whole)("one_way", "0.69", texts)]))
    assert "emitted without one_way_nanobind.cpp, one_way_nanobind.hpp" in message


def test_a_folder_that_is_no_checkout_is_refused(tmp_path: Path) -> None:
    assert "no tt-metal tree" in refusal(lambda: plan_uninstall(tmp_path, []))


def test_what_is_not_installed_is_not_uninstalled(tree: Path) -> None:
    assert "'one_way' is not installed" in refusal(lambda: plan_uninstall(tree, ["one_way"]))
    assert plan_uninstall(tree, []) == []


def test_changes_are_summed_up_by_folder(tree: Path) -> None:
    coming = plan_install(tree, [make_operation("one", "0.69")])
    folder, tests = OPERATIONS / "one", TESTS
    edited = sorted({f"edit    {edit.file}" for edit in EDITS["0.69"]})
    lines = summarize(coming)
    assert [line for line in lines if line.startswith("edit")] == edited
    placed = sum(change.path.is_relative_to(folder) for change in coming)
    assert {line for line in lines if line.startswith("add")} == {
        f"add     {placed} files in {folder}/",
        f"add     1 file in {tests}/",
    }
    apply(tree, coming)
    assert f"remove  {placed} files in {folder}/" in summarize(plan_uninstall(tree, ["one"]))
