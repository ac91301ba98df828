"""Runs cases on a chip, real or simulated: `python -m codegen.device --case FILE --kernels generated`.

A rough forerunner of `ttdw verify --backend device`. For a simulated chip, set TT_METAL_SIMULATOR as its runtime wants.
"""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

import numpy as np

from codegen.device.launch import launch, with_device
from codegen.plan.chip import CHIPS
from codegen.plan.program import plan_program
from codegen.reference.bfloat16 import from_bits
from codegen.reference.golden import golden
from codegen.reference.tensors import make_tensors
from codegen.resources import shipped_specs
from codegen.spec.loader import load_cases, load_variants


def main() -> None:
    """Print PCC and largest error of each case; save the output words where --save names a folder."""
    parser = argparse.ArgumentParser(prog="python -m codegen.device", description=__doc__)
    parser.add_argument("--case", type=Path, required=True)
    parser.add_argument("--kernels", type=Path, required=True, help="folder with one emitted folder for each variant")
    parser.add_argument(
        "--spec", type=Path, action="append", help="spec files and folders; the shipped ones if left out"
    )
    parser.add_argument("--chip", choices=CHIPS, default="wormhole")
    parser.add_argument("--save", type=Path, help="folder for the outputs, as bfloat16 words in <case>.npy")
    options = parser.parse_args()
    variants = {one.variant.name: one.variant for one in load_variants(options.spec or [shipped_specs()])}
    cases = [loaded.case for loaded in load_cases(options.case, variants)]

    def run(device: Any) -> None:
        for case in cases:
            plan = plan_program(variants[case.variant], case, CHIPS[options.chip])
            tensors = make_tensors(case)
            words = launch(plan, tensors, options.kernels / case.variant / "kernels", device)
            output, wanted = from_bits(words), golden(case, tensors)
            pcc = np.corrcoef(output.ravel(), wanted.ravel())[0, 1]
            print(
                f"{options.chip} {case.id}: PCC {pcc:.7f}, largest error {np.abs(output - wanted).max():.4g}",
                flush=True,
            )
            if options.save:
                options.save.mkdir(parents=True, exist_ok=True)
                np.save(options.save / f"{case.id}.npy", words)

    with_device(run)


if __name__ == "__main__":
    main()
