"""Networks from tensor to tensor on the chip: as good as with ttnn's own depthwise layers, and never on the host."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from tests.ttdw_ttnn.networks.arithmetic import Network
from tests.ttdw_ttnn.networks.compare import TO_HOST, captured, compare
from tests.ttdw_ttnn.networks.efficientnet_b0 import Block, EfficientNetB0
from tests.ttdw_ttnn.networks.mobilenet_v2 import MobileNetV2, block_2, block_7, block_13
from tests.ttdw_ttnn.networks.on_chip import EXACT, FAST, Precision
from tests.ttdw_ttnn.networks.yolov10 import large_kernel, small_kernel
from tests.ttdw_ttnn.tensors import on_chip

pytestmark = pytest.mark.device

WORSE_AT_MOST = 0.0005
"""How much less the PCC of a network may be than with ttnn's own layers."""


def check(network: Network, chip: Any, precision: Precision, side: int, layers: int, batch: int = 1) -> None:
    outcome = compare(network, chip, precision, side, batch)
    assert [record.reason for record in outcome.depthwise] == [""] * layers
    assert outcome.to_host == 0
    assert outcome.same_again
    assert outcome.ours >= outcome.stock - WORSE_AT_MOST
    assert outcome.stock > 0.99


@pytest.mark.parametrize(
    ("draw", "side", "layers"),
    [(block_2, 14, 1), (block_7, 7, 1), (block_13, 14, 1), (Block, 7, 1), (large_kernel, 7, 3)],
)
def test_blocks(draw: Callable[[int], Network], side: int, layers: int, chip: Any) -> None:
    check(draw(0), chip, EXACT, side, layers)


def test_a_copy_to_the_host_is_noticed(chip: Any) -> None:
    with captured() as names:
        on_chip(np.zeros((1, 1, 32, 32), np.float32), chip).cpu()
    assert names.count(TO_HOST) == 1


@pytest.mark.long
@pytest.mark.parametrize(
    ("draw", "layers"), [(MobileNetV2, 17), (EfficientNetB0, 16), (large_kernel, 3), (small_kernel, 3)]
)
def test_at_full_size(draw: Callable[[int], Network], layers: int, chip: Any) -> None:
    network = draw(0)
    check(network, chip, EXACT, network.full_size, layers)


@pytest.mark.long
def test_ten_images_as_models_of_ttnn_compute_them(chip: Any) -> None:
    check(block_7(0), chip, FAST, 14, layers=1, batch=10)
