"""The program of the README runs, and what the documentation says is so."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import ttdw_ttnn
from codegen.model.activations import ACTIVATIONS

ROOT = Path(ttdw_ttnn.__file__).parents[1]
PAGE = (ROOT / "docs" / "network.md").read_text(encoding="utf-8")


def test_the_page_names_what_there_is() -> None:
    assert all(f"`{name}`" in PAGE or f"ttdw_ttnn.{name}" in PAGE for name in ttdw_ttnn.__all__)
    assert all(f"`{name}`" in PAGE for name in ACTIVATIONS if name != "none")


@pytest.mark.device
def test_the_program_of_the_readme(chip: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    from tests.ttdw_ttnn.tensors import to_numpy, ttnn

    (program,) = re.findall(r"^```python\n(.*?)^```$", (ROOT / "README.md").read_text(encoding="utf-8"), re.M | re.S)
    monkeypatch.setattr(ttnn, "open_device", lambda **_: chip)  # it is open
    names: dict[str, Any] = {}
    exec(program, names)
    assert ttdw_ttnn.last_fallback is None
    inside = np.pad(np.ones((14, 14)), 1)
    seen = np.sum([inside[row : row + 14, column : column + 14] for row in range(3) for column in range(3)], axis=0)
    assert np.array_equal(to_numpy(names["output"]).reshape(14, 14, 96), np.broadcast_to(seen[..., None], (14, 14, 96)))
