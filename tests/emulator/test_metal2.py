"""Kernels of Metal 2.0 on the emulator: the same words as those of the other API of the same release."""

from __future__ import annotations

import numpy as np
import pytest

from codegen.launch.emulated import emulate
from codegen.model.loader import load_cases
from codegen.model.variant import TargetName
from codegen.plan.program import plan_program
from codegen.reference.tensors import make_tensors
from codegen.resources import shipped_cases
from tests.variants import SHIPPED

CASES = {
    one.case.id: one.case
    for file in ("seed", "rows", "planes", "planes_tiles", "stick")
    for one in load_cases(shipped_cases() / f"{file}.yaml", SHIPPED)
}
WANTED = [
    "height_4x1_c64_k3_s1",  # rectangles as records
    "block_2x2_c64_k3_s1",
    "width_2x1_c64_k3_s1",  # nobody sends
    "rows_height_4x1_k3",  # records of two kinds
    "planes_height_4x2_k5_bias",  # records on all cores
    "planes_bf8_block_2x2_c64_k3_bias_relu6",  # all buffers
    next(name for name, case in CASES.items() if case.variant == "block_sharded_planes_tiles"),
    "stick_width_3x1_c72_k3_d2",  # records of the writer
    "stick_block_2x2_c64_k3_bias",  # two tensors in DRAM
]


@pytest.mark.parametrize("name", WANTED)
def test_outputs_are_equal_bit_for_bit(name: str) -> None:
    case = CASES[name]
    tensors = make_tensors(case)

    def output(target: TargetName) -> np.ndarray:
        return emulate(plan_program(SHIPPED[case.variant].model_copy(update={"target": target}), case), tensors)

    assert np.array_equal(output("metal2"), output("0.81"))
