"""The case file of a network: each of its depthwise layers once, on the cores of a board."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from codegen.model.case import Case
from codegen.model.loader import load_operation
from codegen.model.variant import Variant
from codegen.networks.layer import Layer, Pair
from codegen.networks.network import Network
from codegen.plan.boards import BOARDS
from codegen.plan.coverage import plan_on_most_cores
from codegen.plan.program import PlanError, ProgramPlan
from codegen.resources import shipped_specs

BOARD = BOARDS["n150"]
"""On whose cores the cases are."""


def case_file(network: Network) -> str:
    """The text of the file."""
    told = [network.title, str(network.paper), network.note]
    variants = [one.variant for one in load_operation(shipped_specs() / "depthwise_conv2d.yaml")]
    lines = [f"# {line}" for line in told if line]
    lines += [
        "# Written by python -m codegen.networks; `ttdw coverage` tells which layers have a plan where.",
        "cases:",
    ]
    for (layer, times), name in zip(network.distinct.items(), _ids(network), strict=True):
        count = f" # {times} times" if times > 1 else ""
        lines.append(f"  - {{{', '.join(_fields(name, layer, variants))}}}{count}")
    return "\n".join(lines) + "\n"


def _ids(network: Network) -> list[str]:
    """An id for each distinct layer that tells its shape; where two have one shape, the activation, too."""
    shapes = [_shape_of(layer) for layer in network.distinct]
    return [
        f"{network.name}_{shape}" + (f"_{layer.activation}" if shapes.count(shape) > 1 else "")
        for shape, layer in zip(shapes, network.distinct, strict=True)
    ]


def _shape_of(layer: Layer) -> str:
    kernel = f"{layer.kernel[0]}" if layer.kernel[0] == layer.kernel[1] else f"{layer.kernel[0]}x{layer.kernel[1]}"
    return f"{layer.input[0]}x{layer.input[1]}_c{layer.channels}_k{kernel}_s{layer.stride[0]}"


def _fields(name: str, layer: Layer, variants: Sequence[Variant]) -> Iterator[str]:
    plan = _best_plan(as_case(name, layer), variants)
    yield f"id: {name}"
    yield f"variant: {plan.variant.name if plan else variants[0].name}"
    yield f"batch: 1, channels: {layer.channels}, input: {[*layer.input]}, kernel: {_pair(layer.kernel)}"
    if layer.stride != (1, 1):
        yield f"stride: {_pair(layer.stride)}"
    yield f"padding: {_padding(layer)}"
    yield f"grid: {[*plan.case.grid] if plan else [*BOARD.chip.grid]}"
    if plan and plan.case.cores:
        yield f"cores: {plan.case.cores}"
    if layer.activation != "none":
        yield f"activation: {layer.activation}"
    if layer.bias:
        yield "bias: true"
    if not plan:
        yield "expect: unsupported"


def as_case(name: str, layer: Layer) -> Case:
    """A layer as a case, on one core."""
    return Case(
        id=name,
        variant="any",
        batch=1,
        channels=layer.channels,
        input=layer.input,
        kernel=layer.kernel,
        stride=layer.stride,
        padding=layer.padding,
        grid=(1, 1),
        activation=layer.activation,
        bias=layer.bias,
    )


def _best_plan(case: Case, variants: Sequence[Variant]) -> ProgramPlan | None:
    """Of the plans on most cores, that with the fewest products on the core with most, then that with the least L1."""
    plans = []
    for variant in variants:
        try:
            plans.append(plan_on_most_cores(variant, case, BOARD.chip))
        except PlanError:
            continue
    return min(plans, key=lambda plan: (_most_datums(plan), plan.budget.used), default=None)


def _most_datums(plan: ProgramPlan) -> int:
    """Datums of the output on the core with most of them."""
    return max(core.work.num_outputs for core in plan.cores) * plan.geometry.shard_channels


def _pair(pair: Pair) -> str:
    return f"{pair[0]}" if pair[0] == pair[1] else f"{[*pair]}"


def _padding(layer: Layer) -> str:
    top, bottom, left, right = layer.padding
    if (top, left) != (bottom, right):
        return f"{[*layer.padding]}"
    return _pair((top, left))


def write_case_files(folder: Path, networks: Sequence[Network]) -> None:
    """Write the files, and remove those of networks that are no more."""
    folder.mkdir(exist_ok=True)
    texts = {f"{one.name}.yaml": case_file(one) for one in networks}
    for left in set(folder.glob("*.yaml")) - {folder / name for name in texts}:
        left.unlink()
    for name, text in texts.items():
        (folder / name).write_text(text, encoding="utf-8")
