"""A fault of the toy schedule."""

from __future__ import annotations

from codegen.mutation.cases import small_case
from codegen.mutation.mutation import Edit, Mutation

MUTATIONS = (
    Mutation(
        id="toy_last_tap_left_out",
        case=small_case("toy", "toy_width", grid=(2, 1)),
        what="The writer leaves out the last tap.",
        edits=(Edit("kernels/writer_depthwise_conv2d.cpp", "tap < num_taps;", "tap + 1 < num_taps;"),),
        expected=("mismatch",),
        culprit=r"tap \(2,2\) is missing",
    ),
)
