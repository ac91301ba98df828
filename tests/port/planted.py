"""Faults of a port: what is changed in the emitted factory of metal2, and the slot that differs then."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Planted:
    """A fault in the emitted text of the new side.

    Attributes:
        old: Text of the emitted program factory.
        new: What stands there instead.
        where: Where the slot is that must be named.
        slot: Its name.
        cores: The cores that must be named, (x, y).
    """

    old: str
    new: str
    where: str
    slot: str
    cores: tuple[tuple[int, int], ...] = ((0, 0), (1, 0), (2, 0), (3, 0))


PLANTED = {
    "optimization_level": Planted("KernelBuildOptLevel::O3", "KernelBuildOptLevel::O2", "compute", "optimization"),
    "noc": Planted("1 - variant.reader_noc)", "variant.reader_noc)", "writer", "NoC"),
    "precision_of_packing": Planted(
        "bfp_pack_precision_mode = metal2::Precision::Precise",
        "bfp_pack_precision_mode = metal2::Precision::Approximate",
        "compute",
        "packing to bfloat8_b",
    ),
    "argument_of_one_core": Planted(
        ".emplace(coord_of(*core), words[place])",
        ".emplace(coord_of(*core), words[place] + (core->core.x == 2 ? 1 : 0))",
        "compute runtime",
        "first_output_row",
        ((2, 0),),
    ),
    "argument_missing_on_one_core": Planted(
        "if (names.runtime_args[place] != nullptr) {",
        "if (names.runtime_args[place] != nullptr && core->core.x != 3) {",
        "writer runtime",
        "num_outputs",
        ((3, 0),),
    ),
    "argument_nobody_asked_for": Planted(
        "kernel.runtime_arg_schema = {",
        'kernel.compile_time_args.emplace("spare", 1U);\n    kernel.runtime_arg_schema = {',
        "compute",
        "spare",
    ),
    "record": Planted(
        "records.resize(num_record_words);",
        "records.resize(num_record_words);\n            ++records[0];",
        "reader runtime, sender",
        "mcast_rectangles",
        ((0, 0),),
    ),
    "another_tensor": Planted(
        "bind(name_of(Operand::weights), tensors.weights);",
        "bind(name_of(Operand::weights), tensors.input);",
        "reader runtime, sender",
        "weight_addr",
        ((0, 0),),
    ),
    "buffer_page": Planted(".entry_size = plan.page_bytes", ".entry_size = 2 * plan.page_bytes", "weights", "bytes"),
    "semaphore": Planted(
        "initial_value = semaphore.initial_value", "initial_value = 1", "weights_wanted", "initial value"
    ),
    "receivers_compiled_as_senders": Planted(
        "for (const char* define : names.defines) {",
        'for (const char* define : {"SENDS_WEIGHTS"}) {',
        "reader runtime, receiver",
        "is_sender",
        ((1, 0), (2, 0), (3, 0)),
    ),
    "core_left_out": Planted(
        "if (one.runs_on(core.args.*args)) {",
        "if (one.runs_on(core.args.*args) && core.core.x != 1) {",
        "writer",
        "kernels on a core",
        ((1, 0),),
    ),
}
