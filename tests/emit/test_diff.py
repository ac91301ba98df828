from __future__ import annotations

import subprocess
from pathlib import Path, PurePosixPath

import pytest

from codegen.emit.diff import diff_files
from codegen.emit.revision import files_at
from codegen.model.finding import InputError

A, B, C = (PurePosixPath(name) for name in ("v/a.cpp", "v/b.cpp", "v/c.cpp"))


def git(folder: Path, *words: str) -> str:
    identity = ["-c", "user.name=t", "-c", "user.email=t@example.com"]
    done = subprocess.run(["git", "-C", str(folder), *identity, *words], check=True, capture_output=True, text=True)
    return done.stdout


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    git(tmp_path, "init", "-q")
    (tmp_path / "code" / "out" / "v").mkdir(parents=True)
    (tmp_path / "code" / "out" / A).write_text("old\n")
    (tmp_path / "code" / "elsewhere.cpp").write_text("other\n")
    git(tmp_path, "add", ".")
    git(tmp_path, "commit", "-qm", "one")
    return tmp_path


def test_the_diff_of_each_file_reads_like_that_of_git() -> None:
    diffs = diff_files({A: "one\ntwo\n", B: "gone\n"}, {A: "one\n2\n", C: "new"}, PurePosixPath("generated"))
    assert [(one.path, one.status) for one in diffs] == [(A, "changed"), (B, "removed"), (C, "added")]
    assert diffs[0].text == "--- a/generated/v/a.cpp\n+++ b/generated/v/a.cpp\n@@ -1,2 +1,2 @@\n one\n-two\n+2\n"
    assert diffs[1].text == "--- a/generated/v/b.cpp\n+++ /dev/null\n@@ -1 +0,0 @@\n-gone\n"
    assert diffs[2].text.endswith("+new\n\\ No newline at end of file\n")


def test_equal_files_have_no_diff() -> None:
    assert diff_files({A: "x"}, {A: "x"}, PurePosixPath()) == []


def test_git_can_apply_a_diff(repository: Path) -> None:
    (one,) = diff_files({A: "old\n"}, {A: "new\n"}, PurePosixPath("code/out"))
    subprocess.run(["git", "-C", str(repository), "apply"], input=one.text, text=True, check=True)
    assert (repository / "code" / "out" / A).read_text() == "new\n"


def test_files_at_a_revision(repository: Path) -> None:
    out = repository / "code" / "out"
    (out / A).write_text("new\n")
    assert files_at("HEAD", out) == {A: "old\n"}
    git(repository, "commit", "-qam", "two")
    assert files_at("HEAD", out) == {A: "new\n"}
    assert files_at("HEAD~1", out) == {A: "old\n"}


def test_a_folder_that_is_gone_is_still_in_git(repository: Path) -> None:
    (repository / "code" / "out" / A).unlink()
    (repository / "code" / "out" / "v").rmdir()
    (repository / "code" / "out").rmdir()
    assert files_at("HEAD", repository / "code" / "out") == {A: "old\n"}


def test_a_folder_that_git_does_not_know_is_empty(repository: Path) -> None:
    assert files_at("HEAD", repository / "none" / "out") == {}


def test_a_binary_file_is_no_text(repository: Path) -> None:
    (repository / "code" / "out" / "v" / "picture").write_bytes(b"\xff\x00")
    git(repository, "add", ".")
    git(repository, "commit", "-qm", "two")
    assert files_at("HEAD", repository / "code" / "out") == {A: "old\n"}


@pytest.mark.parametrize("revision", ["nonsense", "--all", ""])
def test_an_unknown_revision(revision: str, repository: Path) -> None:
    with pytest.raises(InputError, match=r"\[git-revision\]"):
        files_at(revision, repository / "code" / "out")


def test_outside_of_git(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"\[git-revision\] fatal: not a git repository"):
        files_at("HEAD", tmp_path / "out")
