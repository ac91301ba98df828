"""What the flat schedule adds to the emitted files."""

from __future__ import annotations

from codegen.plan.chip import BLOCK_DATUMS
from codegen.schedules.emission import Constant, Emission
from codegen.schedules.flat.plan import LINEAR_GROUPS, PARTS_ON_THEIR_WAY

EMISSION = Emission(
    name="flat",
    constants=(
        Constant("kBlockDatums", BLOCK_DATUMS, "what one instruction of the matrix unit multiplies"),
        Constant("kLinearGroups", LINEAR_GROUPS, "the writer copies the one while the other is computed"),
        Constant("kPartsOnTheirWay", PARTS_ON_THEIR_WAY, "parts of the weights that a sender reads at once"),
    ),
    geometry_doc=(
        "The same on every core. A linear position is an offset in sticks from a core's first input stick. A run is the",
        "positions from the first output of a row to the last one, or all positions of a core. A chunk is as many consecutive",
        "datums of a run as a tile holds, from the run's start on; the last one has no more blocks than it needs. A group is",
        "the runs that share sections of Dst; its chunks are computed from the last to the first. A slot is the weight tiles",
        "of a chunk: one for each tap, row by row, and one of the bias. Slots lie in the order of use, behind the tile of ones",
        "that a bias is multiplied with. A page is the largest unit of which sticks and chunks are both multiples.",
    ),
    records=(),
    takes_bias_tensor=False,
    rounding="each result is",
)
