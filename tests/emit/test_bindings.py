"""The headers that stand in for those which tt-metal generates: names of a program, and what they are there."""

from __future__ import annotations

import re

from codegen.emit.bindings import ARGS_HEADER, BINDINGS_HEADER, chip_headers, emulator_headers
from codegen.model.case import Case
from codegen.model.named import BoundKernel, bound_kernels
from codegen.plan.program import ProgramPlan, plan_program
from tests.variants import SHIPPED

HEIGHT = SHIPPED["height_sharded"].model_copy(update={"target": "metal2"})
PLANES = SHIPPED["block_sharded_planes"].model_copy(update={"target": "metal2"})


def plan_of(variant: str, channels: int, grid: tuple[int, int]) -> ProgramPlan:
    case = Case(id="named", variant=variant, batch=1, channels=channels, input=(8, 8), kernel=(3, 3), grid=grid)
    return plan_program({"height_sharded": HEIGHT, "block_sharded_planes": PLANES}[variant], case)


def kernel(name: str) -> BoundKernel:
    return next(one for one in bound_kernels(HEIGHT) if one.name == name)


def declared(header: str) -> dict[str, str]:
    """What the names of a header stand for."""
    return dict(re.findall(r"constexpr \S+(?:, \S+)? (\w+)\{([^}]*)\}", header))


def test_compile_time_arguments_are_values_of_the_plan() -> None:
    plan = plan_of("height_sharded", 32, (2, 1))
    names = declared(chip_headers(plan, kernel("reader_sender"))[ARGS_HEADER])
    wanted = plan.kernels["reader"].compile_time
    assert {name: names[name] for name in wanted} == {name: f"{value}u" for name, value in wanted.items()}


def test_runtime_arguments_are_offsets_among_those_that_have_names() -> None:
    header = chip_headers(plan_of("height_sharded", 32, (2, 1)), kernel("reader_sender"))[ARGS_HEADER]
    places = {name: value for name, value in declared(header).items() if not value.endswith("u")}
    assert places == {"mcast_num_dests": "0", "mcast_num_rectangles": "4", "start_tile_id": "8"}
    assert "get_arg_val<uint32_t>(3 + idx)" in header


def test_on_the_emulator_arguments_are_places_of_the_emitted_plan() -> None:
    names = declared(emulator_headers(HEIGHT, kernel("reader_sender"))[ARGS_HEADER])
    assert names["has_bias"] == "5"
    assert {name: names[name] for name in ("mcast_num_dests", "start_tile_id")} == {
        "mcast_num_dests": "8",
        "start_tile_id": "16",
    }


def test_a_receiver_has_none_of_the_senders_names() -> None:
    plan = plan_of("height_sharded", 32, (2, 1))
    names = declared(chip_headers(plan, kernel("reader_receiver"))[ARGS_HEADER])
    assert {"mcast_sender_noc_x", "mcast_sender_noc_y"} <= names.keys()
    assert not names.keys() & {"mcast_num_dests", "start_tile_id"}


def test_a_kernel_has_its_own_buffers() -> None:
    plan = plan_of("height_sharded", 32, (2, 1))
    index = {buffer.name: str(buffer.index) for buffer in plan.buffers}
    header = chip_headers(plan, kernel("reader_sender"))[BINDINGS_HEADER]
    bound = declared(header[: header.index("}  // namespace dfb")])
    assert bound == {"weights": index["weights"]}, "the input is the writer's"


def test_a_buffer_that_the_plan_leaves_out_is_not_bound() -> None:
    plan = plan_of("block_sharded_planes", 64, (2, 1))  # sticks are not split
    compute = next(one for one in bound_kernels(PLANES) if one.kernel == "compute")
    assert "halo" in compute.buffers
    assert "halo" not in declared(chip_headers(plan, compute)[BINDINGS_HEADER])


def test_the_address_of_a_tensor_follows_the_common_arguments() -> None:
    header = chip_headers(plan_of("height_sharded", 32, (2, 1)), kernel("reader_sender"))[BINDINGS_HEADER]
    assert "using weights_t = ::tensor_accessor::TensorBindingToken<0u, 0u>;" in header


def test_a_kernel_without_semaphores_has_no_namespace_for_them() -> None:
    header = chip_headers(plan_of("height_sharded", 32, (2, 1)), kernel("writer"))[BINDINGS_HEADER]
    assert "namespace dfb {" in header
    assert "namespace sem" not in header
    assert "namespace tensor" not in header
