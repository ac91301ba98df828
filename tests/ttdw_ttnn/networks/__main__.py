"""Networks on the chip, a line for each seed: `python -m tests.ttdw_ttnn.networks mobilenet_v2 --seed 0 1 2`."""

from __future__ import annotations

import argparse
import time
import warnings
from collections.abc import Callable

from tests.ttdw_ttnn.conftest import L1_SMALL_BYTES
from tests.ttdw_ttnn.networks import efficientnet_b0, mobilenet_v2, yolov10
from tests.ttdw_ttnn.networks.arithmetic import Network
from tests.ttdw_ttnn.networks.compare import compare
from tests.ttdw_ttnn.networks.on_chip import EXACT, FAST
from tests.ttdw_ttnn.tensors import ttnn

NETWORKS: dict[str, Callable[[int], Network]] = {
    "mobilenet_v2": mobilenet_v2.MobileNetV2,
    "mobilenet_v2_block_2": mobilenet_v2.block_2,
    "mobilenet_v2_block_7": mobilenet_v2.block_7,
    "mobilenet_v2_block_13": mobilenet_v2.block_13,
    "efficientnet_b0": efficientnet_b0.EfficientNetB0,
    "efficientnet_b0_block": efficientnet_b0.Block,
    "yolov10_large_kernel": yolov10.large_kernel,
    "yolov10_small_kernel": yolov10.small_kernel,
}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("network", choices=NETWORKS)
    parser.add_argument("--side", type=int, help="height and width of the input; those of the model if left out")
    parser.add_argument("--batch", type=int, default=1)
    parser.add_argument("--seed", type=int, nargs="+", default=[0])
    parser.add_argument("--fast", action="store_true", help="bfloat8_b, LoFi, sums in 16 bits")
    asked = parser.parse_args()
    warnings.simplefilter("ignore")
    chip = ttnn.open_device(device_id=0, l1_small_size=L1_SMALL_BYTES)
    for seed in asked.seed:
        start, network = time.time(), NETWORKS[asked.network](seed)
        side = asked.side or network.full_size
        one = compare(network, chip, FAST if asked.fast else EXACT, side, asked.batch, seed)
        served = sum(not record.reason for record in one.depthwise)
        print(
            f"{network.name}, {asked.batch}x{side}x{side}, seed {seed}: stock {one.stock:.6f}, ours {one.ours:.6f}, "
            f"{served} of {len(one.depthwise)} depthwise layers served, {one.to_host} tensors to the host, "
            f"again {'the same' if one.same_again else 'OTHER NUMBERS'}, {time.time() - start:.0f} s",
            flush=True,
        )
        for record in one.depthwise:
            if record.reason:
                print(f"  {record}", flush=True)
    ttnn.close_device(chip)


if __name__ == "__main__":
    main()
