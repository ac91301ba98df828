"""A fault of the toy schedule."""

from __future__ import annotations

from codegen.mutation.cases import small_case
from codegen.mutation.mutation import Edit, Mutation

_COMPUTE = "device/kernels/compute/compute_depthwise_conv2d_toy_width.cpp"

MUTATIONS = (
    Mutation(
        id="toy_last_tap_left_out",
        case=small_case("toy_mutated", "toy_width", channels=2048, input=(5, 5), grid=(2, 1)),
        what="The compute kernel leaves out the last tap.",
        edits=(
            Edit(_COMPUTE, "page < shared.weight_tiles; page", "page + shared.stick_tiles < shared.weight_tiles; page"),
        ),
        expected=("mismatch",),
        culprit=r"tap \(2,2\) is missing",
    ),
)
