"""Small cases, each with what some mutations need to show."""

from __future__ import annotations

from codegen.mutation.cases import small_case

BLOCK = small_case("block", "block_sharded")
"""One sender and one receiver in each of two columns."""

BLOCK_3_ROWS = BLOCK.model_copy(update={"id": "block_3_rows", "grid": (2, 3)})
"""Two receivers in each column; the last row of cores has fewer outputs."""

SPOON = BLOCK.model_copy(
    update={"id": "spoon", "channels": 96, "input": (24, 24), "grid": (2, 3), "l1_small_size": 1_320_000}
)
"""As little of L1 is left as there would be with larger kernels: weights come by the spoon, for two groups of runs."""

BLOCK_ROW_FEWER = BLOCK.model_copy(update={"id": "block_row_fewer", "channels": 16, "input": (1, 5), "grid": (1, 4)})
"""Five outputs, two for each core: the last core has none."""

BLOCK_CHUNKS = BLOCK.model_copy(update={"id": "block_chunks", "channels": 96, "input": (24, 24)})
"""Rows of 24 x 48 datums: a full chunk and a short one. The rows of a core take three groups of sections of Dst."""

BLOCK_BIAS = BLOCK.model_copy(update={"id": "block_bias", "bias": True, "activation": "relu6"})
"""With a bias, and an activation on the packer."""

BLOCK_GELU = BLOCK.model_copy(update={"id": "block_gelu", "activation": "gelu"})
"""With an activation on the vector unit."""

BLOCK_3_COLUMNS = BLOCK.model_copy(update={"id": "block_3_columns", "channels": 96, "input": (8, 32), "grid": (3, 2)})
"""Prepared for HEIGHT, its weights would take as many tiles: those of 3 chunks, instead of 3 shards."""

BLOCK_PADDED = BLOCK.model_copy(update={"id": "block_padded", "channels": 20})
"""16 channels on the first column; 4 on the second, and zeros."""

LONG_ROWS = BLOCK.model_copy(
    update={
        "id": "long_rows",
        "variant": "height_sharded",
        "channels": 104,
        "input": (6, 21),
        "grid": (1, 3),
        "l1_small_size": 1_306_000,
    }
)
"""As little of L1 is left as with long rows: of a core's last row, the end alone goes by way of the linear buffer."""

HEIGHT = BLOCK.model_copy(update={"id": "height", "variant": "height_sharded", "grid": (4, 1)})
"""One sender, one rectangle of receivers."""

HEIGHT_L = HEIGHT.model_copy(update={"id": "height_l", "grid": (3, 2), "cores": 5})
"""Five cores in the shape of an L: two rectangles, and the last core has fewer outputs."""

WIDTH = BLOCK.model_copy(update={"id": "width", "variant": "width_sharded", "grid": (2, 1)})
"""No multicast."""

WIDTH_STRIDED = WIDTH.model_copy(update={"id": "width_strided", "input": (23, 15), "stride": (2, 2)})
"""Stride 2: all 12 rows of a core go through the linear buffer, in three groups."""

WIDTH_DILATED = WIDTH.model_copy(update={"id": "width_dilated", "input": (12, 12), "dilation": (2, 2)})
"""Dilation 2."""

WIDTH_IMAGES = WIDTH.model_copy(update={"id": "width_images", "batch": 2, "input": (10, 8)})
"""Two images on a core, which meet in the middle of a group of rows."""
