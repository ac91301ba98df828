"""Bad input: exit code 2, a message with file, line, rule and both numbers, and nothing written."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

import codegen
from codegen.commands.exit_code import ExitCode
from codegen.resources import shipped_specs
from tests.cli.bad_inputs import CASES, GOOD_CASE, SPECS, BadInput
from tests.conftest import Run, Ttdw, alone_text, copy_spec, snapshot
from tests.hostile.tables import ROWS as HOSTILE

ELSEWHERE = {
    "case-known": "test_unknown_case_on_the_command_line",
    "file-readable": "test_files_that_cannot_be_read",
    "spec-found": "test_files_that_cannot_be_read",
    "one-program": "test_slices_where_one_program_is_wanted",
    "operation-once": "test_two_specs_of_one_operation",
    "sender-in-grid": "test_sender_outside_the_grid",
    "semaphore-order": "test_semaphore_that_an_older_target_numbers_otherwise",
}
"""Rules whose negative example needs more than one changed text."""


def good_spec(name: str) -> str:
    """The text of a shipped operation, or of a shipped variant alone."""
    shipped = shipped_specs() / f"{name}.yaml"
    return shipped.read_text() if shipped.is_file() else alone_text(name, name)


def spoil(text: str, bad: BadInput) -> str:
    if bad.old == "*":
        return bad.new
    assert text.count(bad.old) == 1, f"{bad.old!r} stands {text.count(bad.old)} times in the good file"
    return text.replace(bad.old, bad.new)


def assert_told(done: Run, file: str, text: str, bad: BadInput) -> None:
    found = re.search(rf"^{re.escape(file)}:(\d+): \[{bad.rule}\] (.*)$", done.err, re.MULTILINE)
    assert found, done.err
    assert bad.text in done.err
    assert done.code == ExitCode.BAD_INPUT
    assert done.out == ""
    if bad.place:
        line = text.splitlines()[int(found[1]) - 1]
        assert bad.place.splitlines()[0].strip() in line


@pytest.mark.parametrize("command", ["generate", "check", "diff"])
@pytest.mark.parametrize("name", SPECS)
def test_spec(name: str, command: str, ttdw: Ttdw, tmp_path: Path) -> None:
    bad = SPECS[name]
    text = spoil(good_spec(bad.base), bad)
    (tmp_path / "specs").mkdir()
    (tmp_path / "specs" / "mine.yaml").write_text(text)
    before = snapshot(tmp_path)
    assert_told(ttdw(command, "--spec", "specs"), "specs/mine.yaml", text, bad)
    assert snapshot(tmp_path) == before


@pytest.mark.parametrize("command", ["verify", "plan"])
@pytest.mark.parametrize("name", CASES)
def test_case(name: str, command: str, ttdw: Ttdw, tmp_path: Path) -> None:
    bad = CASES[name]
    text = spoil(GOOD_CASE, bad)
    (tmp_path / "cases.yaml").write_text(text)
    before = snapshot(tmp_path)
    assert_told(ttdw(command, "--case", "cases.yaml", "--json", "out.json"), "cases.yaml", text, bad)
    assert snapshot(tmp_path) == before


@pytest.mark.parametrize(
    ("spec", "rule", "text"),
    [
        ("missing", "spec-known", "[spec-known] no spec 'missing', neither here nor shipped"),
        ("missing.yaml", "file-readable", "missing.yaml: [file-readable] cannot read the file: No such file"),
        ("latin1.yaml", "file-readable", "latin1.yaml: [file-readable] cannot read the file: 'utf-8'"),
        ("empty", "spec-found", "empty: [spec-found] the folder holds no *.yaml file"),
    ],
)
def test_files_that_cannot_be_read(spec: str, rule: str, text: str, ttdw: Ttdw, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    (tmp_path / "latin1.yaml").write_bytes(b"name: caf\xe9")
    done = ttdw("generate", "--spec", spec)
    assert done.code == ExitCode.BAD_INPUT
    assert rule in done.err
    assert text in done.err
    assert not (tmp_path / "generated").exists()


def test_two_specs_of_one_name(ttdw: Ttdw, tmp_path: Path) -> None:
    for file in ("a.yaml", "b.yaml"):
        copy_spec("width_sharded", tmp_path / "specs" / file, "same")
    done = ttdw("generate", "--spec", "specs")
    assert done.code == ExitCode.BAD_INPUT
    assert "specs/b.yaml:1: [variant-once] variant 'same' is also defined in specs/a.yaml" in done.err


def test_two_specs_of_one_operation(ttdw: Ttdw, tmp_path: Path) -> None:
    for name in ("a", "b"):
        spec = copy_spec("width_sharded", tmp_path / "specs" / f"{name}.yaml", name)
        spec.write_text(spec.read_text() + "operation: ours\n")
    done = ttdw("generate", "--spec", "specs")
    assert done.code == ExitCode.BAD_INPUT
    assert "specs/b.yaml:1: [operation-once] operation 'ours' is also defined in specs/a.yaml" in done.err
    assert not (tmp_path / "generated").exists()


def test_sender_outside_the_grid(ttdw: Ttdw, tmp_path: Path) -> None:
    spec = copy_spec("block_sharded", tmp_path / "mine.yaml", "block_sharded")
    spec.write_text(spec.read_text().replace("sender: 0, noc", "sender: 2, noc"))
    (tmp_path / "cases.yaml").write_text(GOOD_CASE)
    done = ttdw("plan", "--case", "cases.yaml", "--spec", "mine.yaml")
    assert done.code == ExitCode.BAD_INPUT
    assert "cases.yaml:10: [sender-in-grid] multicast.sender is 2, and the grid has 2 to choose from" in done.err


def test_slices_where_one_program_is_wanted(ttdw: Ttdw, tmp_path: Path) -> None:
    (tmp_path / "cases.yaml").write_text(GOOD_CASE.replace("batch: 1", "batch: 1\n    slices: auto"))
    done = ttdw("tune", "--case", "cases.yaml")
    assert "cases.yaml:5: [one-program] in slices, each of which is a program of its own" in done.err
    assert done.code == ExitCode.BAD_INPUT


def test_all_findings_of_all_specs_come_at_once(ttdw: Ttdw, tmp_path: Path) -> None:
    for name in ("a", "b"):
        spec = copy_spec("width_sharded", tmp_path / "specs" / f"{name}.yaml", name)
        spec.write_text(spec.read_text().replace("schedule: flat", "schedule: steep").replace("noc: 0", "noc: 2"))
    done = ttdw("generate", "--spec", "specs")
    assert re.findall(r"^specs/(\w)\.yaml:\d+: \[(.*?)\]", done.err, re.MULTILINE) == [
        (name, rule) for name in "ab" for rule in ("schedule-known", "field-less-than-equal")
    ]
    assert "\n\n" in done.err, "one paragraph for each finding"


def test_all_cases_are_planned_before_one_runs(ttdw: Ttdw, tmp_path: Path) -> None:
    second = GOOD_CASE[7:].replace("id: one", "id: two").replace("channels: 64", "channels: 8")
    third = GOOD_CASE[7:].replace("id: one", "id: three").replace("grid: [2, 2]", "grid: [2, 20]")
    (tmp_path / "cases.yaml").write_text(GOOD_CASE + second + third)
    done = ttdw("verify", "--case", "cases.yaml")
    assert done.code == ExitCode.BAD_INPUT
    assert "[channels-fill-shards]" in done.err
    assert "[grid-on-chip]" in done.err
    assert done.out == ""


def test_a_finding_that_there_are_no_cases_is_left_out_where_all_are_wrong(ttdw: Ttdw, tmp_path: Path) -> None:
    (tmp_path / "cases.yaml").write_text(GOOD_CASE.replace("channels: 64", "channels: many"))
    done = ttdw("verify", "--case", "cases.yaml")
    assert re.findall(r"\[(.*?)\] field", done.err) == ["field-int-type"]


def test_a_case_that_is_not_asked_for_may_be_wrong_in_itself(ok: Ttdw, tmp_path: Path) -> None:
    """It may name a variant that is not there, or have no plan; only its form must be that of a case."""
    others = [("variant: block_sharded", "variant: of_tomorrow"), ("kernel: [3, 3]", "kernel: [99, 99]")]
    others += [("grid: [2, 2]", "grid: [2, 200]")]
    texts = [GOOD_CASE[7:].replace(*change).replace("one", f"other{n}", 1) for n, change in enumerate(others)]
    (tmp_path / "cases.yaml").write_text(GOOD_CASE + "".join(texts))
    ok("verify", "--case", "cases.yaml", "--only", "one", "--backend", "reference")


def test_semaphore_that_an_older_target_numbers_otherwise(ok: Ttdw, ttdw: Ttdw, tmp_path: Path) -> None:
    """The rules hold for the target of the command line."""
    spec = copy_spec("block_sharded", tmp_path / "mine.yaml", "mine")
    spec.write_text(spec.read_text().replace("name: weights_valid, id: 1", "name: weights_valid, id: 5"))
    for target in ("0.69", "0.81"):
        ok("generate", "--spec", "mine.yaml", "--target", target, "--out", target)
    before = snapshot(tmp_path)
    done = ttdw("generate", "--spec", "mine.yaml", "--target", "0.65", "--out", "0.65")
    line = next(number for number, text in enumerate(spec.read_text().splitlines(), 1) if "id: 5" in text)
    assert done.code == ExitCode.BAD_INPUT
    assert f"mine.yaml:{line}: [semaphore-order] semaphore 'weights_valid' has id 5" in done.err
    assert "tt-metal 0.65 gives it id 1" in done.err
    assert snapshot(tmp_path) == before


@pytest.mark.parametrize("command", [("generate",), ("check",), ("diff",), ("verify", "--case", "seed")])
def test_unknown_target_on_the_command_line(command: tuple[str, ...], ttdw: Ttdw, tmp_path: Path) -> None:
    done = ttdw(*command, "--target", "0.70")
    assert done.code == ExitCode.BAD_INPUT
    assert "0.70" in done.err
    assert "0.65" in done.err
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("words", [("generate", "blok_sharded"), ("check", "blok_sharded")])
def test_unknown_variant_on_the_command_line(words: tuple[str, ...], ttdw: Ttdw) -> None:
    done = ttdw(*words)
    assert done.code == ExitCode.BAD_INPUT
    assert "command line: [variant-known] no variant 'blok_sharded'" in done.err
    assert "did you mean 'block_sharded'?" in done.err


@pytest.mark.parametrize(
    "words", [("generate", "depthwise_conv2d_planes"), ("verify", "--case", "planes", "--only", "planes_one_core_k3")]
)
def test_a_variant_that_is_not_emitted_for_the_target(words: tuple[str, ...], ttdw: Ttdw) -> None:
    done = ttdw(*words, "--target", "0.69")
    assert done.code == ExitCode.BAD_INPUT
    assert "[schedule-on-target] schedule 'planes' is not emitted for target 0.69" in done.err
    assert "use target 0.81" in done.err


@pytest.mark.parametrize("command", ["generate", "check"])
def test_a_folder_of_which_nothing_is_emitted_for_the_target(command: str, ttdw: Ttdw, tmp_path: Path) -> None:
    copy_spec("block_sharded_stick", tmp_path / "specs" / "mine.yaml", "mine")
    done = ttdw(command, "--spec", "specs", "--target", "0.65", "--out", "out")
    assert done.code == ExitCode.BAD_INPUT
    assert "[schedule-on-target] schedule 'stick' is not emitted for target 0.65" in done.err
    assert not (tmp_path / "out").exists()


def test_unknown_case_on_the_command_line(ttdw: Ttdw) -> None:
    done = ttdw("plan", "--case", "seed", "--only", "block_2x2_c64_k3")
    assert done.code == ExitCode.BAD_INPUT
    assert "[case-known] no case 'block_2x2_c64_k3'" in done.err
    assert "did you mean 'block_2x2_c64_k3_s1'?" in done.err


@pytest.mark.parametrize("package", ["model", "plan"])
def test_every_rule_has_a_negative_example(package: str) -> None:
    shown = {bad.rule for bad in (*SPECS.values(), *CASES.values())} | ELSEWHERE.keys()
    shown |= {row.says.strip("[]") for row in HOSTILE.values()}
    folder = Path(codegen.__file__).parent / package
    for file in sorted(folder.glob("*.py")):
        for rule in rules_in(file):
            assert any(re.fullmatch(rule, one) for one in shown), f"{file.name}: rule {rule} has no negative example"


NAME_A_RULE = ("Finding", "broken_rule")


def rules_in(file: Path) -> Iterator[str]:
    """The rules of all findings in a file, as regular expressions: a computed part of a name may be anything."""
    tree = ast.parse(file.read_text())
    named = {
        target.id: node.value
        for node in ast.walk(tree)
        if isinstance(node, ast.Assign)
        for target in node.targets
        if isinstance(target, ast.Name)
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in NAME_A_RULE:
            rule = node.args[0]
            rule = named.get(rule.id, rule) if isinstance(rule, ast.Name) else rule
            if isinstance(rule, ast.Constant):
                yield re.escape(str(rule.value))
            elif isinstance(rule, ast.JoinedStr):
                yield "".join(re.escape(str(p.value)) if isinstance(p, ast.Constant) else ".+" for p in rule.values)
            else:
                handed_on = ast.unparse(rule) in ("finding.rule", "details['type']")
                assert handed_on, f"{file.name}:{node.lineno}: a rule that cannot be read"
