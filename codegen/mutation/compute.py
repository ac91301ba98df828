"""Faults of the compute kernel: Dst, the order of the tiles, the activation."""

from __future__ import annotations

from codegen.mutation import cases
from codegen.mutation.mutation import Edit, Mutation

_COMPUTE = "kernels/compute_depthwise_conv2d.cpp"
_GEOMETRY = "depthwise_conv2d_geometry.hpp"

COMPUTE = (
    Mutation(
        id="commit_missing",
        case=cases.WIDTH,
        what="The math processor never hands its half of Dst to the packer.",
        edits=(Edit(_COMPUTE, "        tile_regs_commit();\n", ""),),
        expected=("hang",),
        culprit=r"TRISC2 \(pack\) waits for tile_regs_wait: the matrix unit has committed no half of Dst",
    ),
    Mutation(
        id="release_missing",
        case=cases.BLOCK_SECTIONS,
        what="The packer never gives its half of Dst back.",
        edits=(Edit(_COMPUTE, "        tile_regs_release();\n", ""),),
        expected=("hang",),
        culprit=r"TRISC1 \(math\) waits for tile_regs_acquire: the packer has released neither half of Dst",
    ),
    Mutation(
        id="packs_without_wait",
        case=cases.WIDTH,
        what="The packer does not wait until the math processor has committed its half of Dst.",
        edits=(Edit(_COMPUTE, "        tile_regs_wait();\n", ""),),
        expected=("error",),
        culprit=r"TRISC2 \(pack\): pack_tile outside of tile_regs_wait",
    ),
    Mutation(
        id="multiply_not_initialized",
        case=cases.WIDTH,
        what="The compute kernel multiplies without mul_init.",
        edits=(Edit(_COMPUTE, "    mul_init(cb::input, cb::weights);\n", ""),),
        expected=("error",),
        culprit=r"TRISC\d \(\w+\): mul_tiles without mul_init",
    ),
    Mutation(
        id="section_larger_than_dst",
        case=cases.BLOCK_SECTIONS,
        what="Sections are planned for 16-bit accumulation, where half of Dst holds twice as many tiles.",
        edits=(Edit(_GEOMETRY, "fp32_dest_acc ? kDstTilesFp32 : kDstTiles;", "kDstTiles;"),),
        expected=("error",),
        culprit=r"TRISC1 \(math\): mul_tiles into Dst tile 4, but half of Dst holds 4",
    ),
    Mutation(
        id="last_chunk_not_moved_back",
        case=cases.BLOCK_PHASES,
        what="The last chunk reads behind the end of the input shard.",
        edits=(Edit(_COMPUTE, "first_page(chunk) + tap_page,", "chunk * ct.chunk_pages + tap_page,"),),
        expected=("error",),
        culprit=r"core \(0, 0\), TRISC0 \(unpack\): unpacking a tile uses pages \d+ to \d+ of buffer 0 \(input\)",
    ),
    Mutation(
        id="packed_in_order",
        case=cases.BLOCK_PHASES,
        what="Tiles are packed one page apart instead of each at its own page.",
        edits=(Edit(_COMPUTE, "/*out_of_order_output=*/true", "/*out_of_order_output=*/false"),),
        expected=("error",),
        culprit=r"nobody has written page \d+ of buffer 2 \(linear\)",
    ),
    Mutation(
        id="rows_of_taps_misplaced",
        case=cases.WIDTH,
        what="The distance of two rows of taps leaves out the padding of the input.",
        edits=(
            Edit(
                _GEOMETRY,
                "conv.dilation_height * geometry.padded_width * geometry.stick_pages;",
                "conv.dilation_height * conv.input_width * geometry.stick_pages;",
            ),
        ),
        expected=("mismatch",),
        culprit=r"cores \(0,0\)-\(1,0\): the taps of a row are read -2 sticks from those of the row above",
    ),
    Mutation(
        id="tap_distances_swapped",
        case=cases.HEIGHT,
        what="The distances of taps in a row and in a column have changed places in the kernels, but not on the host.",
        edits=(
            Edit(
                "depthwise_conv2d_args.hpp",
                "    uint32_t tap_row_pages;     //  2  input pages from a tap to the tap below\n"
                "    uint32_t tap_column_pages;  //  3  input pages from a tap to the tap on its right\n",
                "    uint32_t tap_column_pages;\n    uint32_t tap_row_pages;\n",
                kernels_only=True,
            ),
        ),
        expected=("mismatch",),
        culprit=r"cores \(0,0\)-\(3,0\): rows and columns of the kernel are exchanged",
    ),
    Mutation(
        id="dilation_ignored",
        case=cases.WIDTH_DILATED,
        what="The taps of a row lie side by side, whatever the dilation.",
        edits=(
            Edit(
                _GEOMETRY,
                "geometry.tap_column_pages = conv.dilation_width * geometry.stick_pages;",
                "geometry.tap_column_pages = geometry.stick_pages;",
            ),
        ),
        expected=("mismatch",),
        culprit=r"cores \(0,0\)-\(1,0\): the dilation is 2x1, not 2x2",
    ),
    Mutation(
        id="relu6_without_six",
        case=cases.BLOCK_BIAS,
        what="The packer clips at zero only, where relu6 clips at six as well.",
        edits=(Edit(_COMPUTE, "ReluConfig::max_threshold(six_in_bfloat16)", "ReluConfig::zero()"),),
        expected=("mismatch",),
        culprit=r"cores \(0,0\)-\(1,1\): relu instead of relu6",
    ),
    Mutation(
        id="activation_left_out",
        case=cases.BLOCK_GELU,
        what="The compute kernel does not apply the activation.",
        edits=(Edit(_COMPUTE, "            activate(ct.activation, /*idst=*/chunk - section);\n", ""),),
        expected=("mismatch",),
        culprit=r"cores \(0,0\)-\(1,1\): activation gelu is missing",
    ),
    Mutation(
        id="activation_not_initialized",
        case=cases.BLOCK_GELU,
        what="The vector unit applies gelu without its init.",
        edits=(Edit(_COMPUTE, "    init_activation(ct.activation);\n", ""),),
        expected=("error",),
        culprit=r"TRISC1 \(math\): a function of the vector unit without its init",
    ),
)
