"""Cases that are right and take long: they end with their result, and not in a hang or in a mismatch."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.conftest import Ttdw

CASES: tuple[dict[str, Any], ...] = (
    # 64 cores gather the windows of 4,096 sticks each: minutes of wall clock, and no hang.
    {
        "id": "slow",
        "variant": "block_sharded_stick",
        "channels": 4096,
        "input": [1, 4096],
        "kernel": [1, 4],
        "padding": [0, 0, 3, 0],
        "grid": [8, 8],
    },
    # Sums of 625 and of 512 terms that are rounded to 16 bits each time.
    {
        "id": "k25",
        "variant": "height_sharded",
        "channels": 16,
        "input": [24, 24],
        "kernel": [25, 25],
        "padding": [12, 12],
        "grid": [2, 2],
        "fp32_dest_acc": False,
    },
    {
        "id": "w511",
        "variant": "width_sharded",
        "channels": 64,
        "input": [1, 512],
        "kernel": [1, 511],
        "grid": [2, 1],
        "bias": True,
        "fp32_dest_acc": False,
    },
)


@pytest.mark.long
@pytest.mark.parametrize("case", CASES, ids=[case["id"] for case in CASES])
def test_it_ends_with_its_result(case: dict[str, Any], ok: Ttdw, tmp_path: Path) -> None:
    (tmp_path / "long.yaml").write_text(yaml.safe_dump({"cases": [{"batch": 1} | case]}))
    ok("verify", "--case", "long.yaml", "--backend", "emulator", "--time-limit", "1800")


@pytest.mark.long
def test_the_layers_of_networks(ok: Ttdw) -> None:
    ok("verify", "--case", "networks", "--backend", "emulator")
