"""Asks git, within a time limit."""

from __future__ import annotations

import subprocess
from typing import TYPE_CHECKING

from codegen.native.children import ANSWER_SECONDS, run

if TYPE_CHECKING:
    from pathlib import Path


class GitError(RuntimeError):
    """Git gives no answer; the message says why."""

    hint = "try the same command of git there: a lock, or a file system that is away"


class GitMissingError(GitError):
    """Git is not installed."""

    hint = "install git"


def ask_git(folder: Path, *arguments: str, question: bytes = b"") -> subprocess.CompletedProcess[bytes]:
    """Run a command of git in a folder; one that fails is no error here.

    Args:
        folder: Where it works.
        arguments: The command and its arguments.
        question: What it reads from standard input.

    Raises:
        GitError: It does not start, or has not ended in time.
    """
    try:
        return run(["git", "-C", str(folder), *arguments], question=question, seconds=ANSWER_SECONDS)
    except FileNotFoundError as error:
        raise GitMissingError("git is not installed") from error
    except subprocess.TimeoutExpired as late:
        raise GitError(f"git {arguments[0]} has not ended within {ANSWER_SECONDS:g} s") from late
