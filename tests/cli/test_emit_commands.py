"""generate, check and diff as a user meets them."""

from __future__ import annotations

import json
import shutil
import tempfile
from pathlib import Path, PurePosixPath

import pytest

from codegen.commands.exit_code import ExitCode
from codegen.emit import format as formatter
from codegen.emit import layers, manifest, output, render
from codegen.emit.banner import MARK, read_source
from codegen.emit.common import COMMON, COMMON_SOURCE, Common
from codegen.emit.format import CPP_SUFFIXES
from codegen.emit.layers import emitted_files
from codegen.model.operation import Operation, alone
from codegen.resources import templates_dir
from tests.conftest import Ttdw, copy_spec, snapshot
from tests.emit.test_diff import git
from tests.variants import OPERATIONS, SHIPPED

FILES = len(emitted_files(alone(SHIPPED["width_sharded"]))) + 1
"""Of an operation with one variant: the manifest is one more."""

SHARED = len(emitted_files(Common("0.81"))) + 1
"""Of what all operations share."""

OURS = len(emitted_files(OPERATIONS["depthwise_conv2d"])) + 1 + SHARED
"""Of the shipped operation, and of what it shares."""

FOLDER = "generated/depthwise_conv2d"
HEADER = f"{FOLDER}/device/variants/width_sharded.hpp"


@pytest.fixture
def touched_template(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of the templates in use; changing one changes the output."""
    templates = tmp_path / ".templates"
    shutil.copytree(templates_dir(), templates)
    monkeypatch.setattr(layers, "templates_dir", lambda: templates)
    return templates / "operation" / "device" / "variants" / "VARIANT.hpp.jinja"


@pytest.mark.parametrize("name", ["width_sharded", "depthwise_conv2d"])
def test_generate_one_operation(name: str, ok: Ttdw, tmp_path: Path) -> None:
    """By its name, or by that of one of its variants: it is emitted as a whole."""
    ok("generate", name)
    assert {folder.name for folder in (tmp_path / "generated").iterdir()} == {COMMON, "depthwise_conv2d"}
    assert ok("check", name).out == f"generated: {OURS} files of the shipped specs, no drift\n"


@pytest.mark.parametrize("command", ["generate", "check"])
@pytest.mark.parametrize("words", [("width_sharded",), ("--spec", "depthwise_conv2d"), ("--spec", "specs/mine.yaml")])
def test_one_spec_renders_and_formats_one_operation(
    command: str, words: tuple[str, ...], ok: Ttdw, tmp_path: Path, user_spec: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert user_spec == tmp_path / "specs" / "mine.yaml"
    mine = alone(SHIPPED["width_sharded"].model_copy(update={"name": "mine", "operation": None}))
    wanted = mine if "specs/mine.yaml" in words else OPERATIONS["depthwise_conv2d"]
    monkeypatch.setenv("TTDW_CACHE", str(tmp_path / "cache"))
    ok("generate", *words)
    shutil.rmtree(tmp_path / "cache")
    rendered: list[str] = []
    formatted: list[int] = []

    def render_and_note(operation: Operation | Common) -> dict[PurePosixPath, str]:
        rendered.append(operation.name)
        return render.render(operation)

    def format_and_note(files: list[Path]) -> None:
        formatted.append(len(files))
        format_in_place(files)

    format_in_place = formatter._format_in_place
    monkeypatch.setattr(output, "render", render_and_note)
    monkeypatch.setattr(formatter, "_format_in_place", format_and_note)
    ok(command, *words)
    assert rendered == [wanted.name, COMMON]
    emitted = [*emitted_files(wanted), *emitted_files(Common(wanted.target))]
    files = sum(path.suffix in CPP_SUFFIXES for path in emitted)
    assert formatted == [files]
    ok(command, *words)
    assert formatted == [files, 0], "each text is formatted once"


def test_an_unknown_name_of_a_spec(ttdw: Ttdw, tmp_path: Path) -> None:
    done = ttdw("generate", "--spec", "depthwise_conv2")
    assert done.code == ExitCode.BAD_INPUT
    assert "[spec-known] no spec 'depthwise_conv2', neither here nor shipped" in done.err
    assert "did you mean 'depthwise_conv2d'" in done.err
    assert not (tmp_path / "generated").exists()


def test_the_mending_command_names_a_shipped_spec(ttdw: Ttdw) -> None:
    mending = "mend it with: ttdw generate --spec depthwise_conv2d\n"
    assert ttdw("check", "--spec", "depthwise_conv2d").out.endswith(mending)


def test_check_of_an_empty_folder_is_drift(ttdw: Ttdw, tmp_path: Path) -> None:
    done = ttdw("check", "width_sharded")
    assert done.code == ExitCode.FAILED
    assert f"missing  {HEADER}" in done.out
    assert "mend it with: ttdw generate depthwise_conv2d\n" in done.out
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
        "missing": [HEADER.removeprefix("generated/")],
        "orphan": [],
        "leftover": [],
        "blocked": [],
        "foreign": ["notes.txt"],
        "command": "ttdw generate depthwise_conv2d",
    }


def test_a_hand_written_file_is_reported_and_kept(ok: Ttdw, tmp_path: Path) -> None:
    ok("generate", "width_sharded")
    note = tmp_path / FOLDER / "notes.txt"
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
    assert done.out.endswith("move it away, then run: ttdw generate depthwise_conv2d\n")
    done = ttdw("generate", "width_sharded")
    assert done.code == ExitCode.BAD_INPUT
    assert f"{HEADER}: [out-free] a hand-written file or folder stands where a generated file goes" in done.err
    assert snapshot(tmp_path) == before


def test_line_ends_of_another_system_are_mended(ok: Ttdw, ttdw: Ttdw, tmp_path: Path) -> None:
    """As git with autocrlf, or an editor, leaves them: in C++, Python, Markdown and the manifest."""
    ok("generate")
    before = snapshot(tmp_path / "generated")
    for name, content in before.items():
        (tmp_path / "generated" / name).write_bytes(content.replace(b"\n", b"\r\n"))
    done = ttdw("check")
    assert done.code == ExitCode.FAILED
    assert f"changed  {HEADER}: line ends only\n" in done.out
    assert "@@" not in done.out, "a diff of every line says nothing"
    assert done.out.endswith("mend it with: ttdw generate\n")
    assert f"{len(before)} written, 0 removed" in ok("generate").out
    assert snapshot(tmp_path / "generated") == before


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
    assert "orphan   code/depthwise_conv2d_mine/manifest.json" in done.out
    assert "missing  code/depthwise_conv2d_yours/manifest.json" in done.out
    assert f"{FILES} written, {FILES} removed" in ok("generate", *words).out
    assert {folder.name for folder in (tmp_path / "code").iterdir()} == {COMMON, "depthwise_conv2d_yours"}


def test_the_folder_of_a_variant_of_earlier_versions_is_removed(ok: Ttdw, tmp_path: Path, user_spec: Path) -> None:
    """Their files stood in a folder of the variant's name, with a digest in the banner and without a license."""
    out = tmp_path / "generated"
    old = out / "mine" / "kernels" / "reader_depthwise_conv2d.cpp"
    ok("generate", "--spec", user_spec)
    old.parent.mkdir(parents=True)
    command = "ttdw generate --spec specs/mine.yaml --out generated"
    facts = ("template: a.jinja", f"spec: specs/mine.yaml (sha256 {'0' * 16})", f"command: {command}")
    old.write_text("".join(f"// {line}\n" for line in (MARK, *facts)))
    shutil.copy(out / "depthwise_conv2d_mine" / "manifest.json", out / "mine")
    notes = out / "mine" / "notes.txt"
    notes.write_text("mine")
    assert "0 written, 2 removed" in ok("generate", "--spec", user_spec).out
    assert list((out / "mine").rglob("*")) == [notes], "what is hand-written stays"


def test_a_removed_spec_leaves_no_orphan_behind(ok: Ttdw, tmp_path: Path, user_spec: Path) -> None:
    copy_spec("block_sharded", tmp_path / "specs" / "other.yaml", "other")
    ok("generate", "--spec", "specs")
    user_spec.unlink()
    assert f"0 written, {FILES} removed" in ok("generate", "--spec", "specs").out


def test_specs_may_share_a_folder(ok: Ttdw, tmp_path: Path, user_spec: Path) -> None:
    ok("generate", "depthwise_conv2d")
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
    manifest = tmp_path / "generated" / "depthwise_conv2d_mine" / "manifest.json"
    command = json.loads(manifest.read_text())["command"].split()
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
    file = "generated/depthwise_conv2d_mine/ARGS.md"
    assert f"--- a/{file}\n+++ b/{file}\n" in before
    assert "size of a stick" in before
    ok("generate", *words)
    assert ok("diff", *words).out == before, "what is written does not count"
    changed = json.loads(ok("diff", *words, "--json", "-").out)
    assert changed["against"] == "HEAD"
    assert {"path": "depthwise_conv2d_mine/ARGS.md", "status": "changed"}.items() <= changed["files"][0].items()
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
    assert {(one["path"].split("/")[0], one["status"]) for one in files} == {
        ("depthwise_conv2d_mine", "removed"),
        ("depthwise_conv2d_yours", "added"),
    }


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
    command = "ttdw generate depthwise_conv2d --target 0.65 --out out"
    for name, text in first.items():
        read = manifest.read_source if name.endswith(manifest.NAME) else read_source
        source = read(text.decode())
        assert source is not None, name
        assert source.command == (COMMON_SOURCE.command if COMMON in Path(name).parts else command), name
    shutil.rmtree(tmp_path / "older" / "out")
    monkeypatch.chdir(tmp_path / "older")
    ok(*command.split()[1:])
    assert snapshot(tmp_path / "older") == first
    checked = ok("check", "width_sharded", "--target", "0.65", "--out", "out").out
    assert checked == f"out: {len(first)} files of the shipped specs, no drift\n"


def test_files_for_another_target_are_drift(ok: Ttdw, ttdw: Ttdw) -> None:
    ok("generate", "width_sharded", "--target", "0.69")
    done = ttdw("check", "width_sharded")
    assert done.code == ExitCode.FAILED
    assert "ReluConfig::zero()" in done.out
    mending = ttdw("check", "width_sharded", "--target", "0.65").out.splitlines()[-1]
    assert mending == "mend it with: ttdw generate depthwise_conv2d --target 0.65"
    ok(*mending.split()[4:])
    ok("check", "width_sharded", "--target", "0.65")


def test_own_specs_for_another_target(ok: Ttdw, tmp_path: Path) -> None:
    copy_spec("width_sharded", tmp_path / "specs" / "mine.yaml", "mine")
    ok("generate", "--spec", "specs", "--target", "0.69", "--out", "out")
    kernels = tmp_path / "out/depthwise_conv2d_mine/device/kernels"
    text = (kernels / "compute/compute_depthwise_conv2d_mine.cpp").read_text()
    source = read_source(text)
    assert source is not None
    assert source.command == "ttdw generate --spec specs/mine.yaml --target 0.69 --out out"


def test_an_orphan_of_another_target_is_removed_by_the_command_that_made_it(ok: Ttdw, tmp_path: Path) -> None:
    ok("generate", "width_sharded", "--target", "0.65", "--out", "out")
    kernels = tmp_path / "out/depthwise_conv2d/device/kernels"
    orphan = kernels / "left_over.cpp"
    shutil.copy(kernels / "compute/compute_depthwise_conv2d.cpp", orphan)
    ok("generate", "width_sharded", "--target", "0.65", "--out", "out")
    assert not orphan.exists()


@pytest.mark.skipif(not Path("/dev/shm").is_dir(), reason="no folder that shares no parent with the temporary ones")
def test_the_command_in_the_banner_can_be_run_though_the_spec_is_far_away(ok: Ttdw, tmp_path: Path) -> None:
    """Seen from the root of all files, where nobody works, it could not."""
    far = Path(tempfile.mkdtemp(dir="/dev/shm"))
    try:
        spec = copy_spec("width_sharded", far / "mine.yaml", "mine")
        ok("generate", "--spec", spec)
        before = snapshot(tmp_path)
        manifest = tmp_path / "generated" / "depthwise_conv2d_mine" / "manifest.json"
        words = json.loads(manifest.read_text())["command"].split()
        shutil.rmtree(tmp_path / "generated")
        ok(*words[1:])
        assert snapshot(tmp_path) == before
    finally:
        shutil.rmtree(far)


def test_the_root_of_all_files_is_no_output_folder(ttdw: Ttdw) -> None:
    done = ttdw("generate", "--out", "/")
    assert done.code == ExitCode.BAD_INPUT
    assert "[out-own] --out / is the root of all files" in done.err


def test_a_manifest_follows_what_its_digests_are_made_from(ok: Ttdw, ttdw: Ttdw, touched_template: Path) -> None:
    ok("generate")
    touched_template.write_text(touched_template.read_text() + "\n// touched\n")
    out = ttdw("check").out
    assert out.index("+// touched") < out.index("+++ b/generated/depthwise_conv2d/manifest.json")
