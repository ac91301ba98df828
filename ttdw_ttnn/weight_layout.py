"""Prepared weights in NumPy: laid out as a plan's schedule reads them, and read back out of that.

A layout only moves numbers about. So it is known from where it puts the numbers of a ramp, whatever the schedule.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from codegen.model.arrays import Floats
from codegen.plan.program import ProgramPlan
from codegen.reference.execute import weight_tiles
from codegen.reference.tensors import Tensors

FIRST = 2
"""The first number of the ramp: layouts put zeros and ones of their own between the weights."""

MOST = 2**24
"""Up to here float32 holds every integer."""


def lay_out(plan: ProgramPlan, weights: Floats, bias: Floats | None) -> Floats:
    """Weights and bias as the kernels read them.

    Args:
        plan: The plan.
        weights: [channels, kernel height, kernel width].
        bias: [channels]; None for a case without one.

    Returns:
        [tiles, 1024].
    """
    none = np.zeros(plan.case.out_channels, np.float32)
    return weight_tiles(plan, Tensors(np.zeros(0, np.float32), weights, none if bias is None else bias))


def places_of(plan: ProgramPlan) -> NDArray[np.int64]:
    """Where each weight, and then each bias, lies among the datums that `lay_out` returns.

    Returns:
        [channels * taps], and as many more as there are channels if there is a bias; channels come first, then rows.
    """
    case = plan.case
    shape = (case.out_channels, *case.kernel)
    weights = int(np.prod(shape))
    numbers = FIRST + np.arange(weights + case.out_channels * case.bias)
    assert numbers[-1] < MOST, "more weights than a core could hold"
    ramp = numbers.astype(np.float32)
    datums = lay_out(plan, ramp[:weights].reshape(shape), ramp[weights:] if case.bias else None).ravel()
    order = np.argsort(datums, kind="stable")
    return order[np.searchsorted(datums[order], ramp)]


def recover(plan: ProgramPlan, places: NDArray[np.int64], tiles: Floats) -> tuple[Floats, Floats | None]:
    """The weights, [channels, kernel height, kernel width], and the bias, [channels], of prepared tiles.

    Args:
        plan: The plan that they were prepared for.
        places: What `places_of` says of it.
        tiles: [tiles, 1024], in any shape.
    """
    numbers = tiles.ravel()[places]
    weights = plan.case.out_channels * plan.case.kernel[0] * plan.case.kernel[1]
    return (
        numbers[:weights].reshape(plan.case.out_channels, *plan.case.kernel),
        numbers[weights:] if plan.case.bias else None,
    )
