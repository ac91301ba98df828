"""Keeps what Jinja made of a template, which takes longer than to render it.

Jinja looks at the text of the template before it takes what is kept; the name of the folder stands for all else that
has a say. So nothing here can be out of date, and a drift check may use it.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable
from contextlib import suppress
from importlib.metadata import version
from pathlib import Path
from pickle import UnpicklingError

from jinja2.bccache import Bucket, FileSystemBytecodeCache

from codegen.native.cache import cache_folder, digest


class CompiledTemplates(FileSystemBytecodeCache):
    """Compiled templates in the user's cache.

    Args:
        options: What the environment of the templates is made from.
    """

    def __init__(self, options: Iterable[str]) -> None:
        key = digest([version("jinja2"), sys.version, *options])
        super().__init__(str(cache_folder() / f"templates-{key}"), "%s")

    def load_bytecode(self, bucket: Bucket) -> None:
        """Load a template, unless it is not known, or cut off."""
        try:
            super().load_bytecode(bucket)
        except (OSError, EOFError, UnpicklingError):
            bucket.reset()

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep a template. Where nothing can be written, do nothing."""
        with suppress(OSError):
            Path(self.directory).mkdir(parents=True, exist_ok=True)
            super().dump_bytecode(bucket)
