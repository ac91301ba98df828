"""What the stick schedule adds to the emitted files."""

from __future__ import annotations

from codegen.schedules.emission import Emission
from codegen.schedules.stick.plan import Segment

EMISSION = Emission(
    name="stick",
    constants=(),
    geometry_doc=(
        "The same on every core. A window holds the input sticks under the taps of one output, and a stick of ones behind",
        "them where there is a bias. It is a row-major matrix [positions, shard_channels], padded to whole tiles, and so are",
        "the weights of a channel shard.",
    ),
    records=(("Segment", Segment, "Outputs of one row, by the sticks under their first taps."),),
    takes_bias_tensor=True,
    rounding="products and results are",
)
