"""A verification that passed, by the same words once more: a short way, which never says what is not so."""

from __future__ import annotations

import pickle
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from codegen.cli import main
from codegen.commands import verify_again
from codegen.commands.exit_code import ExitCode
from codegen.native.compiler import CompilerNotFoundError, find_compiler
from codegen.recall import record
from codegen.recall.record import CaseRecord, Record, digest_of, read_record, record_path
from codegen.recall.replay import Passed, ReplayError, replay
from codegen.resources import shipped_cases, shipped_specs
from tests.conftest import Run

WORDS = ("verify", "--case", "cases.yaml", "--only", "width_2x1_c64_k3_s1", "--spec", "specs", "--backend", "emulator")


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with specs and cases of the user; the compiled programs come from the common cache."""
    try:
        find_compiler()
    except CompilerNotFoundError as error:
        pytest.skip(str(error))
    monkeypatch.chdir(tmp_path)
    shutil.copytree(shipped_specs(), "specs")
    shutil.copy(shipped_cases() / "seed.yaml", "cases.yaml")
    return tmp_path


def run(*words: str) -> Run:
    """The command in a process of its own, which says what it imports."""
    command = [sys.executable, "-X", "importtime", "-m", "codegen.cli", *words]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    return Run(done.returncode, done.stdout, done.stderr)


def went_short(done: Run) -> bool:
    return not any(name in done.err for name in ("pydantic", "cyclopts", "yaml", "jinja2", "rich"))


def without_seconds(text: str) -> list[list[str]]:
    return [line.split()[:-1] for line in text.splitlines()]


@pytest.fixture
def first(here: Path) -> Run:
    """The first run in the folder."""
    assert here == Path.cwd()
    done = run(*WORDS)
    assert done.code == ExitCode.OK, done.out + done.err
    assert not went_short(done)
    return done


def test_the_same_words_go_the_short_way(first: Run) -> None:
    again = run(*WORDS)
    assert went_short(again)
    assert again.code == ExitCode.OK
    assert without_seconds(again.out) == without_seconds(first.out)
    assert again.out.endswith("1 pass\n")


@pytest.mark.usefixtures("first")
def test_other_words_go_the_long_way() -> None:
    assert not went_short(run(*WORDS, "--chip", "blackhole"))
    assert went_short(run(*WORDS))


@pytest.mark.usefixtures("first")
@pytest.mark.parametrize("changed", ["cases.yaml", "specs/width_sharded.yaml", "specs/another.yaml"])
def test_a_file_that_differs_goes_the_long_way(changed: str) -> None:
    if changed == "specs/another.yaml":
        text = Path("specs/width_sharded.yaml").read_text().replace("name: width_sharded", "name: another")
    else:
        text = Path(changed).read_text() + "# changed\n"
    Path(changed).write_text(text)
    assert not went_short(run(*WORDS))
    assert went_short(run(*WORDS)), "the record was made anew"


@pytest.mark.usefixtures("first")
def test_a_case_that_fails_now_is_told() -> None:
    Path("cases.yaml").write_text(Path("cases.yaml").read_text().replace("kernel: [3, 3]", "kernel: [33, 3]"))
    done = run(*WORDS)
    assert done.code == ExitCode.BAD_INPUT
    assert run(*WORDS).code == ExitCode.BAD_INPUT


@pytest.mark.usefixtures("first")
@pytest.mark.parametrize("broken", ["program", "record"])
def test_what_is_broken_goes_the_long_way(broken: str) -> None:
    place = record_path(WORDS)
    kept = place.read_bytes()
    if broken == "program":
        place.write_bytes(kept.replace(b"/runner", b"/no-one"))
    else:
        place.write_bytes(kept[: len(kept) // 2])
    done = run(*WORDS)
    assert not went_short(done)
    assert done.code == ExitCode.OK
    assert went_short(run(*WORDS))


@pytest.fixture
def kept(first: Run) -> CaseRecord:
    """What is on record of the case."""
    assert first.code == ExitCode.OK
    _, _, body = record_path(WORDS).read_bytes().partition(b"\n")
    (one,) = pickle.loads(body).cases
    assert isinstance(one, CaseRecord)
    return one


def test_the_program_runs_again_and_is_compared_again(kept: CaseRecord, tmp_path: Path) -> None:
    (passed,) = replay(Record(quiet=False, cases=(kept,)))
    assert passed.pcc
    assert 0.9999 < passed.pcc < 1
    forger = tmp_path / "forger"
    forger.write_text(FORGER.format(python=sys.executable, runner=kept.runner))
    forger.chmod(0o755)
    with pytest.raises(ReplayError, match="PCC"):
        list(replay(Record(quiet=False, cases=(kept._replace(runner=str(forger)),))))


FORGER = """#!{python}
import subprocess, sys
answer = subprocess.run([{runner!r}, *sys.argv[1:]], stdin=sys.stdin, capture_output=True).stdout
header, _, shards = answer.partition(b"\\n")
sys.stdout.buffer.write(header + b"\\n" + shards[200:] + shards[:200])
"""
"""Gives the outputs in other places."""


def test_another_plan_does_not_pass(kept: CaseRecord) -> None:
    with pytest.raises(ReplayError, match="plan"):
        list(replay(Record(quiet=False, cases=(kept._replace(plan=kept.plan | {"geometry": []}),))))


@pytest.mark.usefixtures("here")
def test_a_report_goes_the_long_way() -> None:
    for _ in range(2):
        assert not went_short(run(*WORDS, "--json", "out.json"))
    assert not record_path([*WORDS, "--json", "out.json"]).exists()


def test_a_file_that_changes_while_it_runs_is_not_trusted(here: Path) -> None:
    before = digest_of(["cases.yaml"])
    (here / "cases.yaml").write_text("cases: []")
    record.write_record(WORDS, ["cases.yaml"], before, Record(quiet=True, cases=()))
    assert read_record(WORDS) is None


def test_only_so_many_records_are_kept(here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TTDW_CACHE", str(here / "cache"))
    monkeypatch.setattr(record, "MOST_RECORDS", 2)
    for number in range(4):
        record.write_record(["verify", str(number)], [], digest_of([]), Record(quiet=True, cases=()))
    assert len(list((here / "cache" / "verified").iterdir())) == 2
    assert read_record(["verify", "3"]) == Record(quiet=True, cases=())


@pytest.mark.parametrize("named", ["package", "python", "compiler"])
def test_what_made_the_record_has_a_say(named: str, here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TTDW_CACHE", str(here / "cache"))
    packages = here / "packages"
    (packages / "some-1.0.dist-info").mkdir(parents=True)
    monkeypatch.syspath_prepend(str(packages))
    record.write_record(WORDS, [], digest_of([]), Record(quiet=True, cases=()))
    assert read_record(WORDS) is not None
    if named == "package":
        (packages / "some-1.0.dist-info").rename(packages / "some-1.1.dist-info")
    elif named == "python":
        monkeypatch.setattr(sys, "version", "another")
    else:
        monkeypatch.setenv("CXX", f"{' '.join(find_compiler().command)} -DANOTHER")
    assert read_record(WORDS) is None


def test_an_interrupt_leaves_what_is_done(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    def interrupted(_: Record) -> Iterator[Passed]:
        yield Passed("first_case", 1.0, 0.0, 0.1, ())
        raise KeyboardInterrupt

    monkeypatch.setattr(verify_again, "read_record", lambda _: Record(quiet=False, cases=()))
    monkeypatch.setattr(verify_again, "replay", interrupted)
    monkeypatch.setattr(sys, "argv", ["ttdw", *WORDS])
    assert main() == ExitCode.INTERRUPTED
    captured = capsys.readouterr()
    assert "first_case" in captured.out
    assert "interrupted" in captured.err
