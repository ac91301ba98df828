"""The headers that kernels are compiled against: those of a ttnn wheel, installed or unpacked. Nothing of it is run."""

from __future__ import annotations

import importlib.util
import os
from dataclasses import dataclass
from email.parser import HeaderParser
from pathlib import Path

from codegen.build.unsupported import UnsupportedError

VARIABLE = "TTDW_TTNN_WHEEL"
"""The environment variable that names a folder with the headers."""

FROM_WHEEL = "wheel"
"""The value of --headers that takes an installed ttnn, whatever the environment names."""

_MARK = Path("tt_metal", "hw", "inc")
"""What a folder of headers holds."""


@dataclass(frozen=True)
class Wheel:
    """Headers of a wheel.

    Attributes:
        root: The folder that holds tt_metal/.
        version: Version of the wheel; empty if nothing beside the folder tells it.
    """

    root: Path
    version: str

    def fits(self, release: str) -> bool:
        """Whether kernels for a release belong to these headers; headers without a version are taken at their word."""
        return not self.version or self.version == release or self.version.startswith(f"{release}.")


def find_wheel(headers: str | None, release: str) -> Wheel:
    """The headers for a release.

    Args:
        headers: A folder, or `wheel` for an installed ttnn; None looks at the environment first.
        release: The tt-metal release that a variant is made for.

    Raises:
        UnsupportedError: There are none, or those of another release.
    """
    wheel = named_wheel(headers)
    if not wheel.fits(release):
        raise UnsupportedError(
            f"the variant is made for tt-metal {release}, and the headers in {wheel.root} are of ttnn {wheel.version}",
            _download_hint(release),
        )
    return wheel


def named_wheel(headers: str | None) -> Wheel:
    """The headers that are named or installed, of whatever release.

    Args:
        headers: As for find_wheel.

    Raises:
        UnsupportedError: There are none.
    """
    named = os.environ.get(VARIABLE) if headers is None else None if headers == FROM_WHEEL else headers
    if named:
        return _in_folder(Path(named), f"${VARIABLE}" if headers is None else "--headers")
    spec = importlib.util.find_spec("ttnn")
    if spec is None or not spec.submodule_search_locations:
        raise UnsupportedError(
            f"no headers: neither --headers nor ${VARIABLE} names a folder, and ttnn is not installed",
            _download_hint("X.Y"),
        )
    return _in_folder(Path(next(iter(spec.submodule_search_locations))), "the installed ttnn")


def _in_folder(folder: Path, origin: str) -> Wheel:
    """The headers in a folder, or in the ttnn/ that it holds."""
    for root in (folder, folder / "ttnn"):
        if (root / _MARK).is_dir():
            return Wheel(root.resolve(), _version(root.resolve()))
    raise UnsupportedError(
        f"{origin}: there is no {_MARK.as_posix()} in {folder}", "name the folder of a ttnn wheel that holds tt_metal/"
    )


def _version(root: Path) -> str:
    """The version that the wheel's metadata, which lies beside its package, tells."""
    for metadata in root.parent.glob("ttnn-*.dist-info/METADATA"):
        return HeaderParser().parsestr(metadata.read_text(encoding="utf-8"), headersonly=True)["Version"] or ""
    return ""


def _download_hint(release: str) -> str:
    return (
        f"pip download --no-deps --only-binary=:all: --python-version 3.12 'ttnn=={release}.*', "
        f"unzip the wheel, and name that folder with --headers or ${VARIABLE}"
    )
