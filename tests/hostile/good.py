"""The good files that hostile rows change in one place."""

from __future__ import annotations

from tests.cli.bad_inputs import GOOD_CASE
from tests.conftest import alone_text
from tests.hostile.row import Content, Row

SPEC = alone_text("block_sharded", "block_sharded")
CASES = GOOD_CASE

GENERATE = ("generate", "--spec", "spec.yaml", "--out", "out")
VERIFY = ("verify", "--case", "cases.yaml", "--backend", "reference")


def changed(text: str, old: str, new: str) -> str:
    """A text with other words at the only place where some stand."""
    assert text.count(old) == 1, f"{old!r} stands {text.count(old)} times"
    return text.replace(old, new)


def spec(old: str, new: str, says: str) -> Row:
    """The good spec with a change, to be generated."""
    return Row(GENERATE, f"[{says}]", {"spec.yaml": changed(SPEC, old, new)})


def case(old: str, new: str, says: str) -> Row:
    """The good case with a change, to be verified."""
    return Row(VERIFY, f"[{says}]", {"cases.yaml": changed(CASES, old, new)})


def fields(says: str, **values: str) -> Row:
    """The good case with other values of its fields, or more of them."""
    lines = dict(line.strip().removeprefix("- ").split(": ", 1) for line in CASES.splitlines()[1:])
    text = "cases:\n  - {" + ", ".join(f"{name}: {value}" for name, value in (lines | values).items()) + "}\n"
    return Row(VERIFY, f"[{says}]" if says else "", {"cases.yaml": text}, code=2 if says else 0)


def planned(**values: str) -> Row:
    """The good case with other values of its fields, large ones, to be planned."""
    return Row(("plan", "--case", "cases.yaml"), "cores", fields("", **values).files, code=0)


def text(says: str, content: Content) -> Row:
    """A whole case file, to be verified."""
    return Row(VERIFY, f"[{says}]", {"cases.yaml": content})
