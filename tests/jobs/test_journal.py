"""A journal holds all lines that were written, survives a cut, and is taken for no other."""

from __future__ import annotations

from pathlib import Path

import pytest
from pydantic import TypeAdapter

from codegen.jobs.journal import Header, journal
from codegen.model.finding import InputError

NUMBERS = TypeAdapter(int)
OURS = Header(journal="ttdw test", run="1")


def write(path: Path, *numbers: int, header: Header = OURS) -> tuple[int, ...]:
    """Go on with a journal; what it held before."""
    with journal(path, header, NUMBERS) as opened:
        for number in numbers:
            opened.add(number)
        return opened.lines


def test_lines_are_there_when_it_is_opened_again(tmp_path: Path) -> None:
    assert write(tmp_path / "j", 1, 2) == ()
    assert write(tmp_path / "j", 3) == (1, 2)
    assert write(tmp_path / "j") == (1, 2, 3)


def test_a_line_is_on_the_disk_at_once(tmp_path: Path) -> None:
    with journal(tmp_path / "j", OURS, NUMBERS) as opened:
        opened.add(1)
        assert (tmp_path / "j").read_text().endswith("\n1\n")


@pytest.mark.parametrize("kept", range(8))
def test_a_line_that_was_cut_off_is_written_anew(kept: int, tmp_path: Path) -> None:
    """Also the first one."""
    write(tmp_path / "whole", 123456)
    whole = (tmp_path / "whole").read_bytes()
    (tmp_path / "j").write_bytes(whole[: len(whole) - kept])
    assert write(tmp_path / "j", 7) == (() if kept else (123456,))
    assert write(tmp_path / "j") == ((7,) if kept else (123456, 7))


def test_a_header_that_was_cut_off_is_written_anew(tmp_path: Path) -> None:
    (tmp_path / "j").write_bytes(b'{"journal":"tt')
    assert write(tmp_path / "j", 1) == ()
    assert write(tmp_path / "j") == (1,)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("cases:\n", ":1: [journal-known] no journal of ttdw test"),
        ('{"journal":"ttdw search","run":""}\n', ":1: [journal-of-this-run] a journal of ttdw search"),
        ('{"journal":"ttdw test","run":"2"}\n', ":1: [journal-of-this-run] the journal of another run"),
        ('{"journal":"ttdw test","run":"1"}\n1\n"two"\n3\n', ":3: [journal-line] the line holds something else"),
    ],
)
def test_another_file_is_refused_and_left_as_it_is(text: str, told: str, tmp_path: Path) -> None:
    (tmp_path / "j").write_text(text)
    with pytest.raises(InputError) as error:
        write(tmp_path / "j", 1)
    assert f"j{told}" in str(error.value)
    assert (tmp_path / "j").read_text() == text


def test_two_runs_cannot_write_one_journal(tmp_path: Path) -> None:
    with journal(tmp_path / "j", OURS, NUMBERS), pytest.raises(InputError, match="journal-free"):
        write(tmp_path / "j")


def test_a_file_that_cannot_be_used(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"cannot use the file: .*directory"):
        write(tmp_path)
