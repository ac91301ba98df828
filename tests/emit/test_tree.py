from __future__ import annotations

import os
from pathlib import Path, PurePosixPath

import pytest

from codegen.emit.banner import Source, banner
from codegen.emit.tree import Drift, find_drift, mend
from codegen.model.finding import InputError
from tests.conftest import snapshot

OURS = Source("specs/a.yaml", "ttdw generate a")
OTHER = Source("specs/b.yaml", "ttdw generate b")
FILE = PurePosixPath("a/x.hpp")
DEEP = PurePosixPath("a/kernels/y.cpp")


def text(body: str, source: Source = OURS) -> str:
    return banner("x.hpp", "templates/x.hpp.jinja", source) + body


EXPECTED = {FILE: text("int x;\n"), DEEP: text("int y;\n")}


def put(out: Path, path: str, content: str) -> None:
    (out / path).parent.mkdir(parents=True, exist_ok=True)
    (out / path).write_text(content)


def drift_of(out: Path) -> Drift:
    return find_drift(out, EXPECTED, lambda source: source == OURS)


@pytest.fixture
def out(tmp_path: Path) -> Path:
    """An output folder that is up to date."""
    folder = tmp_path / "generated"
    mend(folder, EXPECTED, drift_of(folder))
    assert drift_of(folder) == Drift()
    return folder


def test_a_folder_that_does_not_exist_misses_everything(tmp_path: Path) -> None:
    assert drift_of(tmp_path / "none") == Drift(missing=(DEEP, FILE))


def test_changed(out: Path) -> None:
    put(out, "a/x.hpp", text("int z;\n"))
    assert drift_of(out) == Drift(changed=(FILE,))


@pytest.mark.parametrize("start", ["", "\ufeff"])
def test_line_ends_count_but_not_for_the_banner(start: str, out: Path) -> None:
    (out / FILE).write_bytes((start + EXPECTED[FILE].replace("\n", "\r\n")).encode())
    assert drift_of(out) == Drift(changed=(FILE,))


def test_an_orphan_is_removed_with_its_empty_folders(out: Path) -> None:
    put(out, "a/old/z.cpp", text(""))
    drift = drift_of(out)
    assert drift == Drift(orphan=(PurePosixPath("a/old/z.cpp"),))
    mend(out, EXPECTED, drift)
    assert not (out / "a" / "old").exists()
    assert drift_of(out) == Drift()


def test_files_of_other_specs_are_left_alone(out: Path) -> None:
    put(out, "b/x.hpp", text("", OTHER))
    assert drift_of(out) == Drift()


def test_hand_written_files_are_reported_and_stay(out: Path) -> None:
    put(out, "a/notes.txt", "mine")
    put(out, "todo.md", "mine")
    drift = drift_of(out)
    assert drift == Drift(foreign=(PurePosixPath("a/notes.txt"), PurePosixPath("todo.md")))
    assert drift.clean
    mend(out, EXPECTED, drift)
    assert (out / "a" / "notes.txt").read_text() == "mine"


@pytest.mark.parametrize("how", ["file", "folder", "binary", "dangling link", "file for a folder"])
def test_what_is_hand_written_is_never_overwritten(how: str, tmp_path: Path) -> None:
    out = tmp_path / "generated"
    (out / "a").mkdir(parents=True)
    if how == "file":
        put(out, "a/x.hpp", "mine")
    elif how == "folder":
        (out / "a" / "x.hpp").mkdir()
    elif how == "binary":
        (out / "a" / "x.hpp").write_bytes(b"\xff\xfe")
    elif how == "dangling link":
        (out / "a" / "x.hpp").symlink_to("nowhere")
    else:
        put(out, "a/kernels", "mine")
    before = snapshot(out)
    drift = drift_of(out)
    assert drift.blocked == ((DEEP,) if how == "file for a folder" else (FILE,))
    assert not drift.clean
    with pytest.raises(InputError, match=r"\[out-free\] a hand-written file or folder"):
        mend(out, EXPECTED, drift)
    assert snapshot(out) == before


def test_nothing_is_written_if_one_file_can_not_be(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    out = tmp_path / "generated"
    write, calls = Path.write_bytes, []

    def fail_later(path: Path, content: bytes) -> int:
        calls.append(path)
        if len(calls) == 2:
            raise OSError(28, "No space left on device", str(path))
        return write(path, content)

    monkeypatch.setattr(Path, "write_bytes", fail_later)
    with pytest.raises(InputError, match=r"\[out-writable\] cannot write: No space left"):
        mend(out, EXPECTED, drift_of(out))
    assert snapshot(out) == {}


def test_files_that_are_right_keep_their_time(out: Path) -> None:
    os.utime(out / DEEP, (1, 1))
    put(out, "a/x.hpp", text("int z;\n"))
    mend(out, EXPECTED, drift_of(out))
    assert (out / DEEP).stat().st_mtime == 1
    assert (out / FILE).read_text() == EXPECTED[FILE]
