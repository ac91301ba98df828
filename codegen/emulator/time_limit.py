"""How long a program may run on the emulator. It says nothing about the program: another machine may be faster."""

from __future__ import annotations

import os

from codegen.model.finding import Finding, InputError, PlacedFinding

TIME_LIMIT = "TTDW_TIME_LIMIT"
"""The variable of the environment that sets it."""

USUAL_SECONDS = 600
MOST_SECONDS = 24 * 60 * 60


def time_limit() -> int:
    """Seconds that a program may run: those of the environment, or the usual ones.

    Raises:
        InputError: The environment has something else.
    """
    named = os.environ.get(TIME_LIMIT) or str(USUAL_SECONDS)
    if not (named.isdecimal() and named.isascii() and len(named) <= len(str(MOST_SECONDS))):
        raise _wrong(named)
    if not 1 <= int(named) <= MOST_SECONDS:
        raise _wrong(named)
    return int(named)


def _wrong(named: str) -> InputError:
    finding = Finding(
        "time-limit", f"{named!r} are no seconds from 1 to {MOST_SECONDS}", (), f"leave it out for {USUAL_SECONDS}"
    )
    return InputError([PlacedFinding(f"${TIME_LIMIT}", 0, finding)])
