"""Whether Dask is there, which only the extra `jobs` brings."""

from __future__ import annotations

from importlib.util import find_spec

from codegen.model.finding import Finding, on_command_line


def require_dask(option: str) -> None:
    """Look for Dask before anything is imported from it.

    Args:
        option: What asks for it, as the user has typed it.

    Raises:
        InputError: It is not installed.
    """
    if not find_spec("distributed"):
        hint = 'run: pip install "tt-depthwise-codegen[jobs]"'
        raise on_command_line(Finding("jobs-installed", f"{option}: Dask is not installed", (), hint))
