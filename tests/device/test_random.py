"""Random cases on a simulated chip and on the emulator: the words of the two outputs are the same, without exception.

`TTDW_RANDOM_CASES=200 pytest -m device tests/device/test_random.py` runs as many, spread over all variants and the same
each time.
"""

from __future__ import annotations

import os
from math import ceil

import numpy as np
import pytest
from hypothesis import HealthCheck, Phase, given, settings

from codegen.device import Device
from codegen.launch.emulated import emitted_texts, emulate
from codegen.model.activations import ACTIVATIONS
from codegen.model.case import Case
from codegen.model.variant import Variant
from codegen.plan.chip import WORMHOLE
from codegen.reference.tensors import make_tensors
from tests.device.conftest import plan_for
from tests.strategies import cases
from tests.variants import SHIPPED

pytestmark = pytest.mark.device

NUMBER = int(os.environ.get("TTDW_RANDOM_CASES", "10"))

VARIANTS = [one for one in SHIPPED.values() if one.schedule in ("flat", "planes")]
EXACT = [one.name for one in ACTIVATIONS.values() if not one.on_vector_unit]


def drawn(variant: Variant, number: int) -> list[Case]:
    """So many cases of a variant, each of which fits the cores of either chip.

    The very first case that is drawn is the simplest one, with a single output, and left out.
    """
    found: list[Case] = []

    @settings(
        max_examples=number + 1, phases=[Phase.generate], derandomize=True, suppress_health_check=[HealthCheck.too_slow]
    )
    @given(cases(variant, WORMHOLE, EXACT))
    def draw(case: Case) -> None:
        found.append(case)

    draw()
    return found[1:]


CASES = [case for variant in VARIANTS for case in drawn(variant, ceil(NUMBER / len(VARIANTS)))]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.variant)
def test_a_simulated_chip_and_the_emulator_agree_bit_for_bit(case: Case, chip: Device) -> None:
    if not chip.open().simulated:
        pytest.skip("hardware is no judge of the emulator's last bit")
    plan = plan_for(case, chip)
    tensors = make_tensors(case)
    launched = chip.run(plan, tensors, emitted_texts(plan.variant))
    emulated = emulate(plan, tensors)
    assert np.array_equal(launched.output.view(np.uint32), emulated.view(np.uint32)), case
    assert np.array_equal(launched.again.view(np.uint32), emulated.view(np.uint32)), case
