"""Multiply, round, tilize and sum columns: the same bits as on a chip, in every number format of the matrix unit."""

from __future__ import annotations

import hashlib

import pytest

from codegen.launch.emulated import emulate
from codegen.model.case import Case, MathFidelity
from codegen.model.formats import BFLOAT16
from codegen.plan.chip import CHIPS, ChipName
from codegen.plan.program import plan_program
from codegen.reference.tensors import make_tensors
from tests.variants import SHIPPED

RECORDED: dict[tuple[MathFidelity, bool], str] = {
    ("LoFi", True): "220182b3fdc98759",
    ("LoFi", False): "d0037711224d0aae",
    ("HiFi2", True): "303011446378fe64",
    ("HiFi2", False): "99ec38be230611fe",
    ("HiFi3", True): "d3763d2ee3cd507e",
    ("HiFi3", False): "93acc07aabd2268b",
    ("HiFi4", True): "4124d63d03ff775b",
    ("HiFi4", False): "29e8a13620332712",
}
"""SHA-256 of the output words, by math_fidelity and fp32_dest_acc, as recorded from simulated chips of both kinds.

36 positions are two blocks; 160 channels are 5 tiles, which take two sections of Dst with accumulation in 32 bits.
"""


@pytest.mark.parametrize("chip", CHIPS)
@pytest.mark.parametrize(("fidelity", "fp32"), RECORDED)
def test_same_bits_as_the_simulated_chip(fidelity: MathFidelity, fp32: bool, chip: ChipName) -> None:
    case = Case(
        id=f"sums_{fidelity.lower()}_{'fp32' if fp32 else 'bfloat16'}",
        variant="width_sharded_stick",
        batch=1,
        channels=160,
        input=(5, 9),
        kernel=(5, 7),
        padding=(2, 3),
        grid=(1, 1),
        bias=True,
        math_fidelity=fidelity,
        fp32_dest_acc=fp32,
    )
    output = emulate(plan_program(SHIPPED[case.variant], case, CHIPS[chip]), make_tensors(case))
    digest = hashlib.sha256(BFLOAT16.encode(output).astype("<u2").tobytes()).hexdigest()
    assert digest.startswith(RECORDED[fidelity, fp32])
