"""What this machine lacks for a check."""

from __future__ import annotations


class UnsupportedError(Exception):
    """This machine lacks something: what, and where to get it."""

    def __init__(self, cause: str, hint: str) -> None:
        super().__init__(f"{cause} (hint: {hint})")
        self.cause = cause
        self.hint = hint
