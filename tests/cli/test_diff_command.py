"""diff as a reviewer meets it: in a terminal, as a comment, as JSON."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from codegen.commands.exit_code import ExitCode
from codegen.emit.common import COMMON
from codegen.resources import shipped_specs
from codegen.semantic.records import SemanticDiff
from codegen.views.diff_report import MOST_CHARACTERS, DiffReport, FileText, markdown
from tests.conftest import Ttdw, copy_case, copy_spec, snapshot
from tests.emit.test_diff import git

SPECS = ("--spec", "specs")
CASES = ("--case", "cases.yaml")
START = "    - {name: start_tile_id, kind: runtime, audience: sender, doc: first weight tile of the channel shard}\n"
FIRST_CORNER = "    - {name: mcast_dest_noc_start_x,"

TERMINAL = """\
mine: 6 breaking changes
  !  start_tile_id                              reader runtime, sender  moved 7 -> 2
  !  mcast_dest_noc_start_x .. mcast_num_dests  reader runtime, sender  shifted 2..6 -> 3..7
same plan in 1 case: block_2x2_c64_k3_s1

! breaks those who pass or read arguments by position, or buffers and semaphores by number

"""

TERMINAL_OF_A_CASE = """\
mine: changed
in 1 case: block_2x2_c64_k3_s1
     channels            case             64 -> 128
     shard_channels      all cores        32 -> 64 datums
     stick_bytes         all cores        64 -> 128 bytes
     page_bytes          all cores        64 -> 128 bytes
     chunk_pages         all cores        32 -> 16 pages
     linear_group_tiles  all cores        3 -> 1 tiles
     linear_tiles        all cores        3 -> 1 tiles
     input               circular buffer  page_bytes 64 -> 128 bytes, num_bytes 3,840 -> 7,680 bytes
     linear              circular buffer  num_pages 3 -> 1 pages, num_bytes 6,144 -> 2,048 bytes
     output              circular buffer  page_bytes 64 -> 128 bytes, num_bytes 2,048 -> 4,096 bytes
     used                L1 of a core     30,464 -> 32,256 bytes
     num_direct_runs     (0,0)-(1,1)      1 -> 3 runs
     num_blocks          (0,0)-(1,1)      8 -> 16 blocks

"""

MARKDOWN = """\
### ttdw diff against `HEAD`

#### mine: 6 breaking changes

| | what | where | change |
|---|---|---|---|
| **!** | `start_tile_id` | reader runtime, sender | moved 7 -> 2 |
| **!** | `mcast_dest_noc_start_x .. mcast_num_dests` | reader runtime, sender | shifted 2..6 -> 3..7 |

same plan in 1 case: block_2x2_c64_k3_s1

! breaks those who pass or read arguments by position, or buffers and semaphores by number.
"""


@pytest.fixture
def spec(tmp_path: Path) -> Path:
    """A user's own spec with one case, committed in tmp_path."""
    spec = copy_spec("block_sharded", tmp_path / "specs" / "mine.yaml", "mine")
    copy_case("block_sharded", tmp_path / "cases.yaml", "mine")
    git(tmp_path, "init", "-q")
    commit(tmp_path)
    return spec


def commit(folder: Path) -> None:
    git(folder, "add", ".")
    git(folder, "commit", "-qm", "one")


def change(file: Path, *pairs: tuple[str, str]) -> None:
    text = file.read_text()
    for old, new in pairs:
        assert text.count(old) == 1, old
        text = text.replace(old, new)
    file.write_text(text)


def move_start(spec: Path) -> None:
    change(spec, (START, ""), (FIRST_CORNER, START + FIRST_CORNER))


def stripped(text: str) -> str:
    return "".join(f"{line.rstrip()}\n" for line in text.splitlines())


def test_nothing_changed(ok: Ttdw, spec: Path) -> None:
    ok("generate", *SPECS)
    commit(spec.parent.parent)
    done = ok("diff", *SPECS, *CASES)
    assert (done.out, done.err) == ("", "")
    assert "No argument, buffer, semaphore or plan changes." in ok("diff", *SPECS, *CASES, "--markdown", "-").out


def test_one_line_of_the_spec_and_who_moved_for_whom(ok: Ttdw, spec: Path, tmp_path: Path) -> None:
    move_start(spec)
    before = snapshot(tmp_path)
    shown = stripped(ok("diff", *SPECS, *CASES, "--no-text", "--markdown", "-").out)
    assert shown == MARKDOWN
    assert snapshot(tmp_path) == before


def test_in_a_terminal(ok: Ttdw, spec: Path) -> None:
    move_start(spec)
    semantic, text = stripped(ok("diff", *SPECS, *CASES).out).split("--- ", 1)
    assert semantic == TERMINAL
    assert "+++ b/generated/depthwise_conv2d_mine/ARGS.md" in text
    assert stripped(ok("diff", *SPECS, *CASES, "--no-text").out) == semantic


@pytest.mark.usefixtures("spec")
def test_a_changed_case(ok: Ttdw, tmp_path: Path) -> None:
    change(tmp_path / "cases.yaml", ("channels: 64", "channels: 128"))
    assert stripped(ok("diff", *SPECS, *CASES, "--no-text").out) == TERMINAL_OF_A_CASE


def test_as_json(ok: Ttdw, spec: Path) -> None:
    move_start(spec)
    report = DiffReport.model_validate_json(ok("diff", *SPECS, *CASES, "--json", "-").out)
    (variant,) = report.semantic.variants
    assert [one.name for one in variant.arguments if "moved" in one.aspects] == ["start_tile_id"]
    assert report.files
    assert {one.status for one in report.files} == {"added"}, "nothing was generated at the revision"
    raw = json.loads(ok("diff", *SPECS, *CASES, "--json", "-", "--no-text").out)
    assert (raw["schema"], raw["against"], raw["files"]) == (2, "HEAD", None)
    assert raw["semantic"]["variants"][0]["arguments"][0]["places"] == [
        {"kind": "runtime", "role": "sender", "old": 7, "new": 2, "step": "moved", "breaking": True}
    ]


def test_against_a_spec(ok: Ttdw, spec: Path) -> None:
    other = copy_spec("block_sharded", spec.parent.parent / "old" / "yours.yaml", "yours")
    move_start(spec)
    for against, names in ((other, []), (other, ["mine"]), (other.parent, [])):
        shown = stripped(ok("diff", *names, *SPECS, *CASES, "--against", against).out)
        assert shown.startswith("mine (was yours): ")
        assert "moved 7 -> 2" in shown
        assert "same plan in 1 case" in shown
        file = "generated/depthwise_conv2d_mine/ARGS.md"
        assert f"--- a/{file}\n+++ b/{file}\n" in shown, "not as other files"
        assert "namespace" not in "".join(line for line in shown.splitlines() if line[:1] in "+-")


@pytest.fixture
def operation(tmp_path: Path) -> Path:
    """The shipped operation of several variants as a user's own spec, committed in tmp_path."""
    spec = tmp_path / "specs" / "ours.yaml"
    spec.parent.mkdir()
    spec.write_text((shipped_specs() / "depthwise_conv2d.yaml").read_text())
    git(tmp_path, "init", "-q")
    commit(tmp_path)
    return spec


def without_width(spec: Path) -> None:
    text = spec.read_text()
    spec.write_text(text[: text.index("  - name: width_sharded")])


def test_an_entry_that_all_variants_share(ok: Ttdw, operation: Path) -> None:
    change(operation, ("index: 2, doc", "index: 7, doc"))
    found = json.loads(ok("diff", *SPECS, "--json", "-").out)
    variants = found["semantic"]["variants"]
    assert [one["variant"] for one in variants] == ["block_sharded", "height_sharded", "width_sharded"]
    assert [[part["name"] for part in one["parts"]] for one in variants] == [["linear"]] * 3


@pytest.mark.parametrize("against", ["HEAD", "old"])
def test_a_variant_that_its_operation_lost(against: str, ok: Ttdw, operation: Path, tmp_path: Path) -> None:
    """The old side is one operation with all of its variants, and not one that takes the place of the other."""
    ok("generate", *SPECS, "--quiet")
    commit(tmp_path)
    (tmp_path / "old").mkdir()
    (tmp_path / "old" / "ours.yaml").write_text(operation.read_text())
    without_width(operation)
    found = json.loads(ok("diff", *SPECS, "--against", against, "--json", "-").out)
    statuses = {one["variant"]: one["status"] for one in found["semantic"]["variants"]}
    assert statuses == {"block_sharded": "equal", "height_sharded": "equal", "width_sharded": "removed"}
    files = {one["path"].removeprefix("depthwise_conv2d/"): one["status"] for one in found["files"]}
    assert files.pop("device/variants/width_sharded.hpp") == "removed"
    assert set(files.values()) == {"changed"}
    assert not any(path.startswith(("device/plan", "device/variants")) for path in files)


@pytest.mark.parametrize("against", ["HEAD", "old"])
def test_lone_variants_that_became_an_operation(against: str, ok: Ttdw, operation: Path, tmp_path: Path) -> None:
    """What docs/specs.md tells users of the old form to do: no table changes with it."""
    text = operation.read_text()
    operation.unlink()
    names = ("block_sharded", "height_sharded", "width_sharded")
    for folder in ("specs", "old"):
        for name in names:
            copy_spec(name, tmp_path / folder / f"{name}.yaml", name)
    ok("generate", *SPECS, "--quiet")
    commit(tmp_path)
    for name in names:
        (tmp_path / "specs" / f"{name}.yaml").unlink()
    operation.write_text(text)
    found = json.loads(ok("diff", *SPECS, "--against", against, "--json", "-").out)
    for one, name in zip(found["semantic"]["variants"], names, strict=True):
        assert (one["variant"], one["was"], one["arguments"], one["lengths"], one["parts"]) == (name, None, [], [], [])
        assert [field["field"] for field in one["fields"]] == ["operation"]
        assert all(group["status"] == "equal" for group in one["cases"])
    ok("generate", *SPECS, "--quiet")
    assert {folder.name for folder in (tmp_path / "generated").iterdir()} == {COMMON, "depthwise_conv2d"}


def test_a_spec_that_did_not_load(ok: Ttdw, spec: Path, tmp_path: Path) -> None:
    good = copy_spec("height_sharded", tmp_path / "specs" / "good.yaml", "good")
    change(spec, ("schedule: flat", "schedule: steep"))
    commit(tmp_path)
    change(spec, ("schedule: steep", "schedule: flat"))
    change(good, ("weights_valid, id: 1", "weights_valid, id: 2"))
    done = ok("diff", *SPECS, *CASES, "--no-text")
    assert "HEAD:specs/mine.yaml:5: [schedule-known] no schedule 'steep'" in done.err
    assert "good: 1 breaking change" in done.out
    assert "mine" not in done.out


def test_cases_that_did_not_load(ok: Ttdw, spec: Path, tmp_path: Path) -> None:
    change(tmp_path / "cases.yaml", ("channels: 64", "channels: none"))
    commit(tmp_path)
    change(tmp_path / "cases.yaml", ("channels: none", "channels: 64"))
    move_start(spec)
    done = ok("diff", *SPECS, *CASES, "--no-text")
    assert "HEAD:cases.yaml:" in done.err
    assert "The cases of today are planned on both sides." in done.err
    assert "same plan in 1 case" in done.out


def test_a_variant_without_cases(ok: Ttdw, spec: Path) -> None:
    move_start(spec)
    assert "no case names the variant; give a case file with --case" in ok("diff", *SPECS, "--no-text").out


@pytest.mark.usefixtures("spec")
def test_specs_outside_of_the_repository(ok: Ttdw, tmp_path: Path) -> None:
    (tmp_path / "code").mkdir()
    git(tmp_path / "code", "init", "-q")
    git(tmp_path / "code", "commit", "-q", "--allow-empty", "-m", "one")
    done = ok("diff", *SPECS, *CASES, "--out", "code/generated")
    assert "specs: not in the git repository of code/generated; only its files are compared" in done.err
    assert "--- /dev/null\n+++ b/generated/depthwise_conv2d_mine/ARGS.md\n" in done.out


@pytest.mark.usefixtures("spec")
@pytest.mark.parametrize(
    ("words", "rule"),
    [
        (("--against", "nonsense"), "git-revision"),
        (("--against", "nonsense.yaml"), "file-readable"),
        (("--against", "cases.yaml"), "field-missing"),
        (("--against", "empty"), "spec-found"),
        (("--case", "none.yaml"), "file-readable"),
        (("--json", "-", "--markdown", "-"), "one-output"),
    ],
)
def test_bad_input(words: tuple[str, ...], rule: str, ttdw: Ttdw, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    done = ttdw("diff", *SPECS, *words)
    assert done.code == ExitCode.BAD_INPUT
    assert f"[{rule}]" in done.err
    assert done.out == ""


def test_a_comment_is_not_too_long() -> None:
    files = tuple(FileText(path=f"{n}.cpp", status="changed", diff=f"+{'x' * 1000}\n") for n in range(100))
    text = markdown(DiffReport(against="HEAD", semantic=SemanticDiff(variants=()), files=files))
    assert len(text) < MOST_CHARACTERS + 100 * 60
    assert "- changed: `99.cpp` (too long for a comment)" in text
    assert all(f"{n}.cpp" in text for n in range(100))


def test_a_fence_in_a_diff_does_not_end_the_diff() -> None:
    files = (FileText(path="ARGS.md", status="changed", diff=" ```text\n-a\n+b\n ```\n"),)
    text = markdown(DiffReport(against="HEAD", semantic=SemanticDiff(variants=()), files=files))
    assert "\n````diff\n ```text\n" in text
    assert "\n ```\n````\n" in text
