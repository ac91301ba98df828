"""Both argument tables of the hand-written version, and what it takes to move an argument."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from codegen.emit.render import render
from codegen.judge.verify import verify_plans
from codegen.model.case import Case
from codegen.model.loader import load_variants
from codegen.model.operation import alone
from codegen.model.positions import argument_list
from codegen.model.variant import Role, Variant
from codegen.plan.program import plan_program
from codegen.resources import shipped_specs
from tests.variants import ALL, SHIPPED

SENDER = [
    "weight_addr",
    "is_sender",
    "weights_mcast_dest_noc_start_x",
    "weights_mcast_dest_noc_start_y",
    "weights_mcast_dest_noc_end_x",
    "weights_mcast_dest_noc_end_y",
    "weights_mcast_num_dests",
    "weights_mcast_num_cores",
    "weights_mcast_sender_semaphore",
    "weights_mcast_receiver_semaphore",
    "start_tile_id",
]
RECEIVER = [
    "weight_addr",
    "is_sender",
    "weights_mcast_sender_noc_x",
    "weights_mcast_sender_noc_y",
    "weights_mcast_sender_semaphore",
    "weights_mcast_receiver_semaphore",
]
RESERVED = ["reserved_6", "reserved_7", "reserved_8", "reserved_9"]
CASE = Case(
    id="moved",
    variant="block_sharded_stick",
    batch=1,
    channels=64,
    input=(8, 8),
    kernel=(3, 3),
    padding=(1, 1),
    grid=(2, 2),
)
STICK = {name: variant for name, variant in ALL.items() if variant.schedule == "stick"}


def table(variant: str, role: Role) -> list[str]:
    return [word.name for word in argument_list(SHIPPED[variant], "reader", "runtime", role).words]


def test_the_first_table() -> None:
    assert table("block_sharded_stick", "sender") == SENDER
    assert table("block_sharded_stick", "receiver") == RECEIVER


def test_the_revision_with_a_bias() -> None:
    assert table("block_sharded_stick_bias", "sender") == [*SENDER, "bias_addr"]
    assert table("block_sharded_stick_bias", "receiver") == [*RECEIVER, *RESERVED, "start_tile_id", "bias_addr"]


def test_what_the_first_cores_are_given() -> None:
    plan = plan_program(SHIPPED["block_sharded_stick"], CASE, weight_addr=4096)
    by_core = {str(core.core): list(core.arguments["reader"].values()) for core in plan.cores}
    assert by_core["(0,0)"] == [4096, 1, 18, 18, 18, 19, 1, 1, 0, 1, 0]
    assert by_core["(1,0)"] == [4096, 1, 19, 18, 19, 19, 1, 1, 0, 1, 1]
    assert by_core["(1,1)"] == [4096, 0, 19, 18, 0, 1]


def test_start_tile_id_moves_by_one_line_of_the_spec(tmp_path: Path) -> None:
    text = (shipped_specs() / "depthwise_conv2d_stick.yaml").read_text()
    moved = text.replace("kind: runtime, index: 10, audience: sender", "kind: runtime, index: 2, audience: sender")
    changed = [pair for pair in zip(text.splitlines(), moved.splitlines(), strict=True) if pair[0] != pair[1]]
    assert len(changed) == 1
    assert "start_tile_id" in changed[0][0]
    (tmp_path / "moved.yaml").write_text(moved)
    variants = {one.variant.name: one.variant for one in load_variants([tmp_path / "moved.yaml"])}
    variant = variants.pop("block_sharded_stick")
    assert all(SHIPPED[name] == other for name, other in variants.items())
    words = [word.name for word in argument_list(variant, "reader", "runtime", "sender").words]
    assert words == [*SENDER[:2], "start_tile_id", *SENDER[2:-1]]
    before, after = render(alone(SHIPPED["block_sharded_stick"])), render(alone(variant))
    assert {path.name for path in before if before[path] != after[path]} == {
        "ARGS.md",
        "block_sharded_stick.hpp",
    }
    results = list(verify_plans([plan_program(variant, CASE)], ["reference", "emulator"]))
    assert [result.verdict for result in results] == ["pass", "pass"], results


LITERAL_INDEX = re.compile(
    r"""(
        get_(common_)?arg_val(<\w+>)?\s*\(\s*\d      # a runtime argument
      | get_(named_)?compile_time_arg_val\s*\(\s*\d  # a compile-time argument
      | get_arg_addr\s*\(\s*\d
      | TensorAccessorArgs<\s*\d                     # where the arguments of an accessor start
      | \w(args|words|ct|common)\w*\s*\[\s*\d        # an element of a list of arguments
      | cb_\w+\(\s*\d | get_(read|write)_ptr\(\s*\d | get_tile_size\(\s*\d   # a circular buffer
      | get_semaphore\(\s*\d
    )""",
    re.VERBOSE,
)


@pytest.mark.parametrize("variant", STICK.values(), ids=STICK)
def test_no_literal_index_stands_in_the_emitted_code(variant: Variant) -> None:
    for path, text in render(alone(variant)).items():
        if path.suffix in (".cpp", ".hpp"):
            assert not LITERAL_INDEX.search(text), path


@pytest.mark.parametrize(
    "line",
    [
        "get_arg_val<uint32_t>(10)",
        "get_compile_time_arg_val(3)",
        "TensorAccessorArgs<47>()",
        "cb_wait_front(1, tiles)",
        "reader_args[10] = start_tile_id",
        "get_semaphore(0)",
    ],
)
def test_a_literal_index_would_be_found(line: str) -> None:
    assert LITERAL_INDEX.search(line)
