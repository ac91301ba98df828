"""Keeps what clang-format made of a text, under a name made of all that it was made from.

That is the text itself, its kind, the style and the formatter, bit by bit: any change of one of them has another name.
So nothing here can be out of date, and a drift check may use it.
"""

from __future__ import annotations

import os
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

from codegen.native.cache import cache_folder, digest


class FormattedTexts:
    """Formatted texts in the user's cache.

    Args:
        binary: The formatter.
        style: The style file.
    """

    def __init__(self, binary: Path, style: Path) -> None:
        self._folder = cache_folder() / f"formatted-{digest([_words(binary), _words(style)])}"

    def find(self, suffix: str, text: str) -> str | None:
        """The formatted text; None if it is not known."""
        try:
            return self._file(suffix, text).read_bytes().decode("utf-8")
        except (OSError, UnicodeDecodeError):
            return None

    def keep(self, texts: Iterable[tuple[str, str, str]]) -> None:
        """Keep texts, each as its suffix, the text and the formatted text. Where nothing can be written, do nothing."""
        with suppress(OSError):
            self._folder.mkdir(parents=True, exist_ok=True)
            for suffix, text, formatted in texts:
                file = self._file(suffix, text)
                draft = file.with_name(f"{file.name}.{os.getpid()}.tmp")
                try:
                    draft.write_text(formatted, encoding="utf-8", newline="")
                    draft.replace(file)
                finally:
                    draft.unlink(missing_ok=True)

    def _file(self, suffix: str, text: str) -> Path:
        return self._folder / digest([suffix, text])


def _words(file: Path) -> str:
    """The content of a file; latin-1 has a character for each byte."""
    return file.read_bytes().decode("latin-1")
