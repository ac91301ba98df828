"""One negative example for each rule: what is changed in a good spec or case, and what the user is told."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class BadInput:
    """A good file with one fault.

    Attributes:
        rule: The rule that it breaks.
        text: A part of the message.
        old: Text of the good file.
        new: What stands there instead.
        at: Text on the line that the message must name; `new` if left out, and the file as a whole if None.
        base: The good spec: a shipped operation's file, or one of its variants alone; no meaning for a case.
    """

    rule: str
    text: str
    old: str = ""
    new: str = ""
    at: str | None = ""
    base: str = "block_sharded"

    @property
    def place(self) -> str | None:
        """Text on the line that the message must name."""
        return self.new if self.at == "" else self.at


SENDER_X = "{name: mcast_dest_noc_start_x, kind: runtime, audience: sender,"
TAPS = """\
    - {name: kernel_height, kind: compile_time, doc: taps in a column of the kernel}
    - {name: kernel_width, kind: compile_time, doc: taps in a row of the kernel}
"""
PERIOD = "{name: tap_tiles, kind: compile_time,"

HALO_TILES = "    - {name: halo_tiles, kind: runtime, type: HaloTile, doc: where these tiles are}\n"
INPUT_PIECES = "    - {name: input_pieces, kind: runtime, type: InputPiece, doc: where sticks are and where they go}\n"

OPERATION = """\
operation: mine
summary: Nothing yet.
schedule: flat
target: "0.81"
"""

SPECS = {
    "field_missing": BadInput(
        "field-missing", "field 'memory_layout' is missing", "memory_layout: BLOCK_SHARDED\n", at=None
    ),
    "wrong_type": BadInput("field-int-type", "field 'index' is \"3\"", "output, index: 3", 'output, index: "3"'),
    "unknown_schedule": BadInput(
        "schedule-known", "no schedule 'flatt'\n    hint: did you mean 'flat'?", "schedule: flat", "schedule: flatt"
    ),
    "schedule_without_spellings": BadInput(
        "schedule-on-target",
        "schedule 'stick' is not emitted for target 0.69\n    hint: use target 0.81 or metal2",
        'target: "0.81"',
        'target: "0.69"',
        at="schedule: stick",
        base="block_sharded_stick",
    ),
    "multiply_of_another_schedule": BadInput(
        "multiply-of-schedule",
        "schedule 'stick' has no multiply 'tiles'\n    hint: use blocks",
        'target: "0.81"',
        'target: "0.81"\nmultiply: tiles',
        at="multiply: tiles",
        base="block_sharded_stick",
    ),
    "input_of_another_schedule": BadInput(
        "input-of-schedule",
        "schedule 'stick' has no input 'sharded'\n    hint: use prepared",
        'target: "0.81"',
        'target: "0.81"\ninput: sharded',
        at="input: sharded",
        base="block_sharded_stick",
    ),
    "unknown_layout": BadInput(
        "field-literal-error", "'memory_layout' is \"BLOCKY\"", "memory_layout: BLOCK_SHARDED", "memory_layout: BLOCKY"
    ),
    "name_is_no_identifier": BadInput(
        "field-string-pattern-mismatch", "'name' is \"Block-1\"", "name: block_sharded", "name: Block-1"
    ),
    "unknown_field": BadInput("field-unknown", "unknown field 'shedule'", "schedule: flat", "shedule: flat"),
    "not_yaml": BadInput("yaml-syntax", "not YAML", "schedule: flat", "schedule: [flat", at='target: "0.81"'),
    "no_mapping": BadInput("yaml-mapping", "holds no mapping", "*", "- a\n- b\n", at="- a"),
    "empty_file": BadInput("yaml-mapping", "holds no mapping", "*", "# nothing\n"),
    "duplicate_key": BadInput(
        "key-once", "'target' stands twice", 'target: "0.81"', 'target: "0.81"\ntarget: "0.9"', at='"0.9"'
    ),
    "unknown_target": BadInput("field-literal-error", "'target' is \"0.7\"", 'target: "0.81"', 'target: "0.7"'),
    "topology_does_not_fit": BadInput(
        "topology-fits-layout",
        "topology 'row' does not fit BLOCK_SHARDED ROW_MAJOR",
        "topology: column",
        "topology: row",
    ),
    "width_sharded_multicast": BadInput(
        "topology-fits-layout",
        "topology 'grid' does not fit WIDTH_SHARDED",
        "topology: none",
        "topology: grid",
        base="width_sharded",
    ),
    "argument_kind_is_unknown": BadInput(
        "field-literal-error", "'kind' is \"sometimes\"", PERIOD, PERIOD.replace("compile_time", "sometimes")
    ),
    "argument_is_different_on_each_core": BadInput(
        "argument-kind",
        "'num_runs' differs from core to core",
        "{name: num_runs, kind: runtime",
        "{name: num_runs, kind: compile_time",
    ),
    "address_at_compile_time": BadInput(
        "argument-kind",
        "'weight_addr' is an address",
        "{name: weight_addr, kind: runtime",
        "{name: weight_addr, kind: compile_time",
        base="width_sharded",
    ),
    "two_arguments_with_one_index": BadInput(
        "argument-index",
        "'kernel_height' and 'kernel_width' have the same index 0",
        TAPS,
        TAPS.replace("compile_time,", "compile_time, index: 0,"),
        at="name: kernel_width",
    ),
    "gap": BadInput("argument-gap", "'tap_tiles' is pinned to index 40", PERIOD, f"{PERIOD} index: 40,"),
    "argument_twice": BadInput(
        "name-once",
        "argument 'kernel_width' is declared 2 times",
        "{name: kernel_height,",
        "{name: kernel_width,",
        at="taps in a row",
    ),
    "argument_without_use": BadInput(
        "argument-value",
        "the compute kernel has no use for 'tap_tile'",
        "{name: tap_tiles,",
        "{name: tap_tile,",
    ),
    "argument_that_does_not_arrive": BadInput(
        "argument-arrives",
        "the writer kernel reads 'stick_bytes', which 0 arguments carry",
        "    - {name: stick_bytes, kind: compile_time, doc: bytes of a stick}\n",
        at="  writer:",
    ),
    "audience_without_a_table": BadInput(
        "argument-audience",
        "audience 'sender', but all cores get the compile_time arguments",
        PERIOD,
        f"{PERIOD} audience: sender,",
    ),
    "record_type_for_a_number": BadInput(
        "argument-type", "'tap_tiles' has type 'MulticastRectangle'", PERIOD, f"{PERIOD} type: MulticastRectangle,"
    ),
    "pinned_list": BadInput(
        "argument-index",
        "'mcast_rectangles' is a list of records",
        "type: MulticastRectangle,",
        "type: MulticastRectangle, index: 6,",
        at="index: 6",
        base="height_sharded",
    ),
    "list_behind_one_that_nobody_counts": BadInput(
        "list-counted",
        "'halo_tiles' begins where 'input_pieces' ends, and no argument carries 'num_input_pieces'\n"
        "    hint: put input_pieces behind halo_tiles",
        HALO_TILES + INPUT_PIECES,
        INPUT_PIECES + HALO_TILES,
        at="name: input_pieces",
        base="block_sharded_planes_tiles",
    ),
    "too_many_arguments": BadInput(
        "argument-count",
        "words, the chip takes 4094",
        "    - {name: num_runs, kind: runtime,",
        "".join(f"    - {{name: pad_{n}, value: reserved, kind: runtime, doc: none}}\n" for n in range(4095))
        + "    - {name: num_runs, kind: runtime,",
        at="  compute:",
    ),
    "role_flag_moves": BadInput(
        "role-flag",
        "'is_sender' has index 1 on a sender and 0 on a receiver",
        SENDER_X,
        f"{SENDER_X} index: 0,",
        at="  reader:",
    ),
    "buffer_number_is_too_large": BadInput(
        "circular-buffer-number", "'output' has index 32", "{name: output, index: 3,", "{name: output, index: 32,"
    ),
    "two_buffers_with_one_number": BadInput(
        "circular-buffer-number",
        "'linear' and 'output' have the same index 2",
        "{name: output, index: 3,",
        "{name: output, index: 2,",
    ),
    "buffer_not_declared": BadInput(
        "circular-buffer-declared",
        "'linear' is used by the kernels and not declared",
        '  - {name: linear, index: 2, doc: "results on their way to the output shard, garbage positions included"}\n',
        at="circular_buffers:",
    ),
    "buffer_without_use": BadInput(
        "circular-buffer-declared",
        "'bias' is declared and no kernel uses it",
        "  - {name: output, index: 3,",
        "  - {name: bias, index: 4, doc: none}\n  - {name: output, index: 3,",
        at="name: bias",
    ),
    "semaphore_id_twice": BadInput(
        "semaphore-number", "have the same id 0", "{name: weights_valid, id: 1,", "{name: weights_valid, id: 0,"
    ),
    "semaphore_without_use": BadInput(
        "semaphore-declared",
        "this topology needs no semaphore",
        "circular_buffers:",
        "semaphores:\n  - {name: weights_valid, id: 0, doc: none}\n\ncircular_buffers:",
        at="name: weights_valid",
        base="width_sharded",
    ),
    "variant_twice": BadInput(
        "variant-once",
        "variant 'block_sharded' stands twice in operation 'depthwise_conv2d'\n    hint: rename one",
        "name: height_sharded",
        "name: block_sharded",
        at=None,
        base="depthwise_conv2d",
    ),
    "variants_that_no_case_tells_apart": BadInput(
        "variant-selected",
        "variants 'block_sharded' and 'width_sharded' both take BLOCK_SHARDED with no bias tensor",
        "memory_layout: WIDTH_SHARDED",
        "memory_layout: BLOCK_SHARDED",
        at="- name: width_sharded",
        base="depthwise_conv2d",
    ),
    "no_variants": BadInput(
        "field-too-short", "field 'variants' is []", "*", OPERATION + "variants: []\n", at="variants: []"
    ),
    "field_of_an_operation_missing": BadInput(
        "field-missing", "field 'schedule' is missing", "schedule: flat\n", at=None, base="depthwise_conv2d"
    ),
    "field_of_an_operation_in_a_variant": BadInput(
        "field-unknown",
        "unknown field 'schedule'",
        "    memory_layout: HEIGHT_SHARDED",
        "    schedule: flat\n    memory_layout: HEIGHT_SHARDED",
        at="    schedule: flat",
        base="depthwise_conv2d",
    ),
    "shared_argument_without_use": BadInput(
        "argument-value",
        "the compute kernel has no use for 'tap_tile'",
        "{name: tap_tiles,",
        "{name: tap_tile,",
        base="depthwise_conv2d",
    ),
    "own_argument_twice": BadInput(
        "name-once",
        "argument 'mcast_num_dests' is declared 2 times",
        "{name: mcast_num_rectangles,",
        "{name: mcast_num_dests,",
        at="rectangles that hold a receiver",
        base="depthwise_conv2d",
    ),
}

GOOD_CASE = """\
cases:
  - id: one
    variant: block_sharded
    batch: 1
    channels: 64
    input: [8, 8]
    kernel: [3, 3]
    stride: [1, 1]
    padding: [1, 1]
    grid: [2, 2]
"""

CASES = {
    "no_cases": BadInput("field-too-short", "field 'cases' is []", "*", "cases: []\n"),
    "field_missing": BadInput("field-missing", "field 'kernel' is missing", "    kernel: [3, 3]\n", at="id: one"),
    "wrong_type": BadInput("field-int-type", "field 'channels' is 64.5", "channels: 64", "channels: 64.5"),
    "zero_stride": BadInput("field-greater-than", "entry 1 is 0", "stride: [1, 1]", "stride: [1, 0]"),
    "unknown_activation": BadInput(
        "activation-known",
        "no activation 'elu'\n    hint: did you mean 'relu'?",
        "batch: 1",
        "batch: 1\n    activation: elu",
        at="activation: elu",
    ),
    "unknown_format": BadInput(
        "format-known",
        "no number format 'bfloat61'\n    hint: did you mean 'bfloat16'?",
        "batch: 1",
        "batch: 1\n    dtype: bfloat61",
        at="dtype: bfloat61",
    ),
    "format_without_kernels": BadInput(
        "format-computed",
        "weights_dtype is float32, the kernels of schedule 'flat' compute with bfloat16\n    hint: use bfloat16, or",
        "batch: 1",
        "batch: 1\n    weights_dtype: float32",
        at="weights_dtype: float32",
    ),
    "unknown_variant": BadInput("variant-known", "no variant 'block_shared'", "block_sharded", "block_shared"),
    "multiplier_of_an_input_as_it_is": BadInput(
        "multiplier-prepared",
        "variant 'block_sharded_rows' takes its input as it is, with 64 channels, and a channel_multiplier of 2 needs "
        "128\n    hint: use a variant whose input is prepared, or let ttnn.repeat_interleave make an input of 128 ",
        "variant: block_sharded",
        "variant: block_sharded_rows\n    channel_multiplier: 2",
        at="channel_multiplier: 2",
    ),
    "padding_that_no_kernel_makes": BadInput(
        "padding-made",
        "padding_mode is replicate, the kernels of variant 'block_sharded_planes' pad with zeros\n    hint: use a ",
        "variant: block_sharded",
        "variant: block_sharded_planes\n    padding_mode: replicate",
        at="padding_mode: replicate",
    ),
    "reflection_of_more_than_there_is": BadInput(
        "reflection-fits-input",
        "padding_mode reflect wants a padding smaller than the input, its width is 8 and a padding 8\n"
        "    hint: use a padding of 7 at most, or padding_mode replicate",
        "padding: [1, 1]",
        "padding: [7, 8]\n    padding_mode: reflect",
        at="padding: [7, 8]",
    ),
    "duplicate_id": BadInput("case-id-once", "case id 'one' stands twice", "*", GOOD_CASE + GOOD_CASE[7:], at=None),
    "padding_with_three_numbers": BadInput(
        "padding-sides",
        "padding is [1, 1, 1], neither a number nor a list of two or four\n    hint: write a number, ",
        "padding: [1, 1]",
        "padding: [1, 1, 1]",
    ),
    "padding_that_nobody_knows": BadInput(
        "padding-known",
        "no padding 'full'\n    hint: write same or valid, or numbers",
        "padding: [1, 1]",
        "padding: full",
    ),
    "kernel_with_three_numbers": BadInput(
        "number-or-pair",
        "kernel is [3, 3, 3], neither a number nor a list of two",
        "kernel: [3, 3]",
        "kernel: [3, 3, 3]",
    ),
    "stride_in_words": BadInput("number-or-pair", 'stride is "2x2", neither', "stride: [1, 1]", "stride: 2x2"),
    "one_number_that_is_too_small": BadInput(
        "field-greater-than", "input should be greater than 0", "stride: [1, 1]", "stride: 0"
    ),
    "kernel_larger_than_the_input": BadInput(
        "kernel-fits-input",
        "kernel height with dilation is 11, the padded input's height is 10",
        "kernel: [3, 3]",
        "kernel: [11, 3]",
    ),
    "more_cores_than_the_grid": BadInput(
        "cores-fit-grid",
        "5 cores, the grid of 2 x 2 has 4",
        "grid: [2, 2]",
        "grid: [2, 2]\n    cores: 5",
        at="cores: 5",
    ),
    "rectangle_beyond_the_grid": BadInput(
        "cores-fit-grid",
        "(1,0)-(2,0) is not all in the grid, (0,0)-(1,1)",
        "grid: [2, 2]",
        "grid: [2, 2]\n    cores: [[0, 1, 1, 1], [1, 0, 2, 0]]",
        at="cores: [[0",
    ),
    "rectangle_that_ends_before_it_begins": BadInput(
        "core-rectangle",
        "its last core (0,0) is not below and to the right of its first core (1,0)",
        "grid: [2, 2]",
        "grid: [2, 2]\n    cores: [[1, 0, 0, 0]]",
        at="cores: [[1",
    ),
    "rectangles_that_overlap": BadInput(
        "cores-once",
        "rectangles 0 and 1 both have core (1,1)",
        "grid: [2, 2]",
        "grid: [2, 2]\n    cores: [[0, 1, 1, 1], [1, 0, 1, 1]]",
        at="cores: [[0",
    ),
    "block_of_two_rectangles": BadInput(
        "block-is-full",
        "BLOCK_SHARDED needs all 4 cores of its grid as one rectangle, the case has 4 as 2",
        "grid: [2, 2]",
        "grid: [2, 2]\n    cores: [[0, 1, 1, 1], [0, 0, 1, 0]]",
        at="cores: [[0",
    ),
    "grid_larger_than_the_chip": BadInput(
        "grid-on-chip", "ends after 9 columns, the wormhole chip has 8", "grid: [2, 2]", "grid: [9, 2]"
    ),
    "block_with_a_hole": BadInput(
        "block-is-full", "BLOCK_SHARDED needs all 4 cores", "grid: [2, 2]", "grid: [2, 2]\n    cores: 3", at="cores: 3"
    ),
    "channels_do_not_fill_the_shards": BadInput(
        "channels-fill-shards",
        "64 channels fill 4 of 5 channel shards, 16 on each\n"
        "    hint: set the number of columns to 4, or that of channels to 65",
        "grid: [2, 2]",
        "grid: [5, 2]",
        at="channels: 64",
    ),
    "batch_too_large": BadInput("case-size", "a plan counts to", "batch: 1", "batch: 2147483647"),
    "l1_exceeded": BadInput("l1-budget", "bytes of L1,", "input: [8, 8]", "input: [512, 512]", at="grid: [2, 2]"),
    "too_many_rows_of_outputs": BadInput(
        "argument-words",
        "the writer of core (0,0) gets 4,401 words of runtime arguments, the chip takes 4,094",
        "variant: block_sharded\n    batch: 1\n    channels: 64\n    input: [8, 8]",
        "variant: block_sharded_stick\n    batch: 1\n    channels: 64\n    input: [4400, 1]",
        at="grid: [2, 2]",
    ),
    "too_many_pages": BadInput(
        "buffer-pages",
        "circular buffer 'input' has",
        "channels: 64\n    input: [8, 8]",
        "channels: 16\n    input: [400, 400]",
        at="channels: 16",
    ),
    "slices_in_words": BadInput(
        "slices-known",
        "no slices 'many'\n    hint: write auto, or axis and count",
        "batch: 1",
        "batch: 1\n    slices: many",
        at="slices: many",
    ),
    "slices_of_nothing": BadInput(
        "slices-axis",
        "2 slices, and nothing says what is cut\n    hint: add axis: height, width or channels",
        "batch: 1",
        "batch: 1\n    slices: {count: 2}",
        at="slices: {",
    ),
    "more_slices_than_rows": BadInput(
        "slices-filled",
        "9 slices of height, and the output has 8: enough for 8\n    hint: use 8 slices at most",
        "batch: 1",
        "batch: 1\n    slices: {axis: height, count: 9}",
        at="slices: {",
    ),
    "more_slices_than_tiles_of_channels": BadInput(
        "slices-filled",
        "3 slices of channels, and the output has 64, in units of 32: enough for 2",
        "batch: 1",
        "batch: 1\n    slices: {axis: channels, count: 3}",
        at="slices: {",
    ),
    "slice_of_padding": BadInput(
        "slice-sees-input",
        "slice 1 of 10: it sees nothing but padding",
        "padding: [1, 1]",
        "padding: [3, 1, 1, 1]\n    slices: {axis: height, count: 10}",
        at="slices: {",
    ),
}
