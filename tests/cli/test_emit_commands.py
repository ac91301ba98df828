"""generate, check and diff as a user meets them."""

from __future__ import annotations

import json
import shutil
from pathlib import Path, PurePosixPath

import pytest

from codegen.commands.exit_code import ExitCode
from codegen.emit import format as formatter
from codegen.emit import output, render
from codegen.emit.format import CPP_SUFFIXES
from codegen.model.variant import Variant
from codegen.resources import templates_dir
from tests.conftest import Ttdw, copy_spec, snapshot
from tests.emit.test_diff import git

FILES = len(render.EMITTED_FILES + render.SCHEDULE_FILES["flat"]) + 1
"""Of a variant: the manifest is one more."""

HEADER = "generated/width_sharded/depthwise_conv2d_args.hpp"


@pytest.fixture
def touched_template(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of the templates in use; changing one changes the output."""
    templates = tmp_path / ".templates"
    shutil.copytree(templates_dir(), templates)
    monkeypatch.setattr(render, "templates_dir", lambda: templates)
    return templates / "depthwise_conv2d_args.hpp.jinja"


def test_generate_one_variant(ok: Ttdw, tmp_path: Path) -> None:
    ok("generate", "width_sharded")
    assert [folder.name for folder in (tmp_path / "generated").iterdir()] == ["width_sharded"]
    assert ok("check", "width_sharded").out == f"generated: {FILES} files, no drift\n"


@pytest.mark.parametrize("command", ["generate", "check"])
@pytest.mark.parametrize("words", [("width_sharded",), ("--spec", "width_sharded"), ("--spec", "specs/mine.yaml")])
def test_one_spec_renders_and_formats_one_variant(
    command: str, words: tuple[str, ...], ok: Ttdw, tmp_path: Path, user_spec: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert user_spec == tmp_path / "specs" / "mine.yaml"
    name = "mine" if "specs/mine.yaml" in words else "width_sharded"
    monkeypatch.setenv("TTDW_CACHE", str(tmp_path / "cache"))
    ok("generate", *words)
    shutil.rmtree(tmp_path / "cache")
    rendered: list[str] = []
    formatted: list[int] = []

    def render_and_note(variant: Variant) -> dict[PurePosixPath, str]:
        rendered.append(variant.name)
        return render.render(variant)

    def format_and_note(files: list[Path]) -> None:
        formatted.append(len(files))
        format_in_place(files)

    format_in_place = formatter._format_in_place
    monkeypatch.setattr(output, "render", render_and_note)
    monkeypatch.setattr(formatter, "_format_in_place", format_and_note)
    ok(command, *words)
    assert rendered == [name]
    files = sum(path.suffix in CPP_SUFFIXES for path in render.EMITTED_FILES + render.SCHEDULE_FILES["flat"])
    assert formatted == [files]
    ok(command, *words)
    assert formatted == [files, 0], "each text is formatted once"


def test_an_unknown_name_of_a_spec(ttdw: Ttdw, tmp_path: Path) -> None:
    done = ttdw("generate", "--spec", "width_shraded")
    assert done.code == ExitCode.BAD_INPUT
    assert "[spec-known] no spec 'width_shraded', neither here nor shipped" in done.err
    assert "did you mean 'width_sharded'" in done.err
    assert not (tmp_path / "generated").exists()


def test_the_mending_command_names_a_shipped_spec(ttdw: Ttdw) -> None:
    assert ttdw("check", "--spec", "width_sharded").out.endswith("mend it with: ttdw generate --spec width_sharded\n")


def test_check_of_an_empty_folder_is_drift(ttdw: Ttdw, tmp_path: Path) -> None:
    done = ttdw("check", "width_sharded")
    assert done.code == ExitCode.FAILED
    assert f"missing  {HEADER}" in done.out
    assert "mend it with: ttdw generate width_sharded" in done.out
    assert not (tmp_path / "generated").exists()


def test_a_touched_template_is_drift_with_a_diff_and_the_mending_command(
    ok: Ttdw, ttdw: Ttdw, touched_template: Path
) -> None:
    ok("generate")
    touched_template.write_text(touched_template.read_text() + "\n// touched\n")
    done = ttdw("check")
    assert done.code == ExitCode.FAILED
    assert f"+++ b/{HEADER}" in done.out
    assert "+// touched" in done.out
    assert f"changed  {HEADER}" in done.out
    assert done.out.endswith("mend it with: ttdw generate\n")
    ok("generate")
    ok("check")


def test_check_is_silent_with_quiet_and_says_the_same(ok: Ttdw, ttdw: Ttdw, tmp_path: Path) -> None:
    ok("generate", "width_sharded", "--quiet")
    assert ok("check", "width_sharded", "--quiet").out == ""
    (tmp_path / HEADER).unlink()
    done = ttdw("check", "width_sharded", "--quiet")
    assert (done.code, done.out) == (ExitCode.FAILED, "")


def test_check_as_json(ok: Ttdw, ttdw: Ttdw, tmp_path: Path) -> None:
    ok("generate", "width_sharded")
    (tmp_path / HEADER).unlink()
    (tmp_path / "generated" / "notes.txt").write_text("mine")
    done = ttdw("check", "width_sharded", "--json", "-")
    assert done.code == ExitCode.FAILED
    assert json.loads(done.out) == {
        "schema": 1,
        "clean": False,
        "changed": [],
        "missing": ["width_sharded/depthwise_conv2d_args.hpp"],
        "orphan": [],
        "blocked": [],
        "foreign": ["notes.txt"],
        "command": "ttdw generate width_sharded",
    }


def test_a_hand_written_file_is_reported_and_kept(ok: Ttdw, tmp_path: Path) -> None:
    ok("generate", "width_sharded")
    note = tmp_path / "generated" / "width_sharded" / "notes.txt"
    note.write_text("mine")
    for command in ("check", "generate"):
        assert "notes.txt: hand-written, left alone" in ok(command, "width_sharded").err
    assert note.read_text() == "mine"


def test_a_hand_written_file_in_the_way_is_an_error(ok: Ttdw, ttdw: Ttdw, tmp_path: Path) -> None:
    ok("generate", "width_sharded")
    (tmp_path / HEADER).write_text("mine\n")
    before = snapshot(tmp_path)
    done = ttdw("check", "width_sharded")
    assert done.code == ExitCode.FAILED
    assert f"blocked  {HEADER}" in done.out
    done = ttdw("generate", "width_sharded")
    assert done.code == ExitCode.BAD_INPUT
    assert f"{HEADER}: [out-free] a hand-written file or folder stands where a generated file goes" in done.err
    assert snapshot(tmp_path) == before


def test_a_folder_that_cannot_be_written(ttdw: Ttdw, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    done = ttdw("generate", "width_sharded", "--out", "file/generated")
    assert done.code == ExitCode.BAD_INPUT


def test_a_renamed_variant_leaves_no_orphan_behind(ok: Ttdw, ttdw: Ttdw, tmp_path: Path, user_spec: Path) -> None:
    words = ("--spec", "specs", "--out", "code")
    ok("generate", *words)
    user_spec.write_text(user_spec.read_text().replace("name: mine", "name: yours"))
    done = ttdw("check", *words)
    assert done.code == ExitCode.FAILED
    assert "orphan   code/mine/manifest.json" in done.out
    assert "missing  code/yours/manifest.json" in done.out
    assert f"{FILES} written, {FILES} removed" in ok("generate", *words).out
    assert [folder.name for folder in (tmp_path / "code").iterdir()] == ["yours"]


def test_a_removed_spec_leaves_no_orphan_behind(ok: Ttdw, tmp_path: Path, user_spec: Path) -> None:
    copy_spec("block_sharded", tmp_path / "specs" / "other.yaml", "other")
    ok("generate", "--spec", "specs")
    user_spec.unlink()
    assert f"0 written, {FILES} removed" in ok("generate", "--spec", "specs").out


def test_specs_may_share_a_folder(ok: Ttdw, tmp_path: Path, user_spec: Path) -> None:
    ok("generate")
    assert f"{FILES} written, 0 removed" in ok("generate", "--spec", user_spec).out
    other = copy_spec("block_sharded", tmp_path / "specs" / "other.yaml", "other")
    assert f"{FILES} written, 0 removed" in ok("generate", "--spec", other).out
    for words in (
        (),
        ("--spec", "specs"),
        ("--spec", user_spec),
        ("--spec", user_spec, "--spec", other),
        ("mine", "--spec", "specs"),
    ):
        assert "no drift" in ok("check", *words).out


def test_the_command_in_the_banner_makes_the_files_again(ok: Ttdw, tmp_path: Path, user_spec: Path) -> None:
    ok("generate", "--spec", user_spec)
    before = snapshot(tmp_path)
    command = json.loads((tmp_path / "generated" / "mine" / "manifest.json").read_text())["command"].split()
    shutil.rmtree(tmp_path / "generated")
    ok(*command[1:])
    assert snapshot(tmp_path) == before


def test_diff_shows_what_a_spec_changes(ok: Ttdw, tmp_path: Path, user_spec: Path) -> None:
    words = ("--spec", "specs", "--out", "generated")
    ok("generate", *words)
    git(tmp_path, "init", "-q")
    git(tmp_path, "add", ".")
    git(tmp_path, "commit", "-qm", "one")
    assert ok("diff", *words).out == ""
    user_spec.write_text(user_spec.read_text().replace("doc: bytes of a stick}", "doc: size of a stick}"))
    before = ok("diff", *words).out
    assert "--- a/generated/mine/ARGS.md\n+++ b/generated/mine/ARGS.md\n" in before
    assert "size of a stick" in before
    ok("generate", *words)
    assert ok("diff", *words).out == before, "what is written does not count"
    changed = json.loads(ok("diff", *words, "--json", "-").out)
    assert changed["against"] == "HEAD"
    assert {"path": "mine/ARGS.md", "status": "changed"}.items() <= changed["files"][0].items()
    git(tmp_path, "commit", "-qam", "two")
    assert ok("diff", *words).out == ""
    assert ok("diff", *words, "--against", "HEAD~1").out == before


def test_diff_shows_files_that_come_and_go(ok: Ttdw, tmp_path: Path, user_spec: Path) -> None:
    ok("generate", "--spec", "specs")
    (tmp_path / "generated" / "notes.txt").write_text("mine")
    git(tmp_path, "init", "-q")
    git(tmp_path, "add", ".")
    git(tmp_path, "commit", "-qm", "one")
    user_spec.write_text(user_spec.read_text().replace("name: mine", "name: yours"))
    files = json.loads(ok("diff", "--spec", "specs", "--json", "-").out)["files"]
    assert {(one["path"].split("/")[0], one["status"]) for one in files} == {("mine", "removed"), ("yours", "added")}


def test_diff_needs_git_and_a_revision(ttdw: Ttdw) -> None:
    done = ttdw("diff")
    assert done.code == ExitCode.BAD_INPUT
    assert "[git-revision] fatal: not a git repository" in done.err


def test_another_target_says_in_each_banner_how_to_make_it_again(
    ok: Ttdw, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ok("generate", "width_sharded")
    ours = snapshot(tmp_path / "generated")
    ok("generate", "width_sharded", "--target", "0.65", "--out", "older/out")
    first = snapshot(tmp_path / "older")
    assert snapshot(tmp_path / "generated") == ours
    command = "ttdw generate width_sharded --target 0.65 --out out"
    for name, text in first.items():
        assert command in text.decode(), name
    shutil.rmtree(tmp_path / "older" / "out")
    monkeypatch.chdir(tmp_path / "older")
    ok(*command.split()[1:])
    assert snapshot(tmp_path / "older") == first
    checked = ok("check", "width_sharded", "--target", "0.65", "--out", "out").out
    assert checked == f"out: {len(first)} files, no drift\n"


def test_files_for_another_target_are_drift(ok: Ttdw, ttdw: Ttdw) -> None:
    ok("generate", "width_sharded", "--target", "0.69")
    done = ttdw("check", "width_sharded")
    assert done.code == ExitCode.FAILED
    assert "ReluConfig::zero()" in done.out
    mending = ttdw("check", "width_sharded", "--target", "0.65").out.splitlines()[-1]
    assert mending == "mend it with: ttdw generate width_sharded --target 0.65"
    ok(*mending.split()[4:])
    ok("check", "width_sharded", "--target", "0.65")


def test_own_specs_for_another_target(ok: Ttdw, tmp_path: Path) -> None:
    copy_spec("width_sharded", tmp_path / "specs" / "mine.yaml", "mine")
    ok("generate", "--spec", "specs", "--target", "0.69", "--out", "out")
    text = (tmp_path / "out/mine/kernels/compute_depthwise_conv2d.cpp").read_text()
    assert "//   command: ttdw generate --spec specs/mine.yaml --target 0.69 --out out\n" in text


def test_an_orphan_of_another_target_is_removed_by_the_command_that_made_it(ok: Ttdw, tmp_path: Path) -> None:
    ok("generate", "width_sharded", "--target", "0.65", "--out", "out")
    orphan = tmp_path / "out/width_sharded/kernels/left_over.cpp"
    shutil.copy(tmp_path / "out/width_sharded/kernels/compute_depthwise_conv2d.cpp", orphan)
    ok("generate", "width_sharded", "--target", "0.65", "--out", "out")
    assert not orphan.exists()
