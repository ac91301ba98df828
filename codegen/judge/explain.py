"""Why an output differs from the golden one: where it is wrong, and which fault would give just these numbers."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from codegen.judge.compare import correlation, tolerance_of
from codegen.judge.matching import EXPLAINED, LEAST_VALUES, Judge, Match, matches
from codegen.judge.places import Mask, core_names, first_lines, wrong_places
from codegen.judge.pursuit import before_activation, is_invertible
from codegen.judge.scene import Operation, Reals, Scene
from codegen.model.arrays import Floats
from codegen.plan.program import ProgramPlan
from codegen.reference.shards import pad_channels
from codegen.reference.tensors import Tensors
from codegen.schedules.tolerance import Tolerance

POISON = b"\x7f"
"""Each byte of the emulator's memory until somebody writes it, and of the output on the device at the start."""

MOST_EQUALS = 2
"""Hypotheses that are told beside one that fits no better."""

FEW = 8
"""Wrong outputs that are told one by one."""


def explain(plan: ProgramPlan, tensors: Tensors, output: Floats, golden: Reals) -> str:
    """Explain a mismatch.

    Args:
        plan: The plan.
        tensors: What it computes with.
        output: [batch, output height, output width, output channels].
        golden: The same, as it should be.

    Returns:
        Some lines: how many outputs are wrong, where they are, and what explains them. Empty for another shape.
    """
    if output.shape != golden.shape:
        return ""
    judge = judge_of(tolerance_of(plan, tensors), golden)
    numbers = output.reshape(-1, plan.case.out_channels)
    operation = Operation(plan, tensors, golden)
    wrong = ~judge.near(numbers, golden.reshape(numbers.shape))
    if not wrong.any():
        return "No output is far off: the differences are spread as those of rounding (math_fidelity, fp32_dest_acc)."
    suspects, right = (_scene(operation, numbers, mask) for mask in (wrong, ~wrong))
    cores = len(np.unique(suspects.core))
    lines = [
        f"{len(suspects.stick)} of {wrong.size} outputs are wrong, on {cores} of {len(plan.cores)} cores:",
        *(f"  {line}" for line in wrong_places(plan, wrong)),
        *_explanations(suspects, right, _blank_sticks(plan, numbers)[wrong], judge),
    ]
    return "\n".join(lines)


def _scene(operation: Operation, numbers: Floats, mask: Mask) -> Scene:
    stick, channel = np.nonzero(mask)
    return Scene(operation, stick, channel, numbers[mask].astype(np.float64))


def judge_of(tolerance: Tolerance, golden: Reals) -> Judge:
    """What is near to golden outputs, where that is tolerated."""
    return Judge(tolerance.rms_error, float(np.sqrt(np.mean(np.square(golden)))))


def _explanations(suspects: Scene, right: Scene, blank: Mask, judge: Judge) -> Iterator[str]:
    """What explains the wrong outputs, and which ones nothing explains."""
    values = _values(suspects, blank)
    texts = [f"{_where(suspects.part(keep))}: {meaning}" for keep, meaning in values]
    rest = suspects.part(~_any([keep for keep, _ in values], len(suspects.stick)))
    if len(rest.stick) > FEW:
        for match in matches(rest, right, judge):
            texts.append(_told(match, rest.part(np.isin(rest.core, match.cores)), judge))
            rest = rest.part(~np.isin(rest.core, match.cores))
    if texts:
        yield "Explained:"
        yield from (f"  {line}" for line in first_lines(texts, "explanations"))
    if len(rest.stick):
        yield from _unexplained(rest, judge)


def _any(masks: Sequence[Mask], length: int) -> Mask:
    return np.asarray(np.logical_or.reduce([np.zeros(length, bool), *masks]))


def _where(scene: Scene) -> str:
    return core_names([scene.operation.plan.cores[index].core for index in np.unique(scene.core)])


def _values(scene: Scene, blank: Mask) -> list[tuple[Mask, str]]:
    """Wrong outputs that tell by their value alone what they are."""
    words = scene.operation.plan.case.output_format.encode(scene.output)
    poison = int.from_bytes(POISON * words.itemsize, "big")
    poisoned = _whole_groups(scene, words == poison)
    zeros = _much_of_a_core(scene, blank)
    infinite = ~np.isfinite(scene.output)
    candidates = (
        (poisoned, f"unwritten: {{}} outputs hold 0x{poison:X}, which memory holds until it is written"),
        (zeros, "zeros: {} outputs, all channels of their sticks"),
        (infinite, "{} outputs are not finite"),
    )
    return [(keep, meaning.format(np.count_nonzero(keep))) for keep, meaning in candidates if keep.any()]


def _whole_groups(scene: Scene, chosen: Mask) -> Mask:
    """Those of the chosen whose neighbours, with which they share an exponent, are chosen, too: one alone is chance."""
    datums = scene.operation.plan.case.output_format.exponent_datums
    _, group = np.unique(np.stack([scene.stick, scene.channel // datums]), axis=1, return_inverse=True)
    others = np.bincount(group.ravel(), ~chosen)
    return np.asarray(chosen & (others[group.ravel()] == 0))


def _much_of_a_core(scene: Scene, chosen: Mask) -> Mask:
    """Those of the chosen which are no small part of what is wrong on their core: relu makes zeros by chance."""
    share = np.bincount(scene.core, chosen) / np.maximum(np.bincount(scene.core), 1)
    return np.asarray(chosen & (share[scene.core] > 1 - EXPLAINED))


def _blank_sticks(plan: ProgramPlan, numbers: Floats) -> Mask:
    """Outputs whose whole stick is zero on their core: [output sticks, channels]."""
    width = plan.geometry.shard_channels
    blank = (pad_channels(plan, numbers).reshape(len(numbers), -1, width) == 0).all(axis=2)
    return np.repeat(blank, width, axis=1)[:, : plan.case.out_channels]


def _told(match: Match, scene: Scene, judge: Judge) -> str:
    """A match with what it explains of all wrong outputs of its cores."""
    expected = match.hypothesis.predict(scene)
    known = np.isfinite(expected)
    pcc = correlation(scene.output[known].astype(np.float32), expected[known])
    explained = np.count_nonzero(judge.near(scene.output, expected))
    text = " or ".join([match.hypothesis.text, *match.equals[:MOST_EQUALS]])
    return f"{_where(scene)}: {text} (PCC {pcc:.6f}, explains {explained} of {len(expected)} wrong outputs)"


def _unexplained(rest: Scene, judge: Judge) -> Iterator[str]:
    """Wrong outputs that no hypothesis gives."""
    if len(rest.stick) > FEW:
        values = len(np.unique(rest.output))
        why = "no known fault gives them" if values >= LEAST_VALUES else f"too alike to tell, {values} different values"
        yield f"Unexplained: {_where(rest)}: {len(rest.stick)} wrong outputs: {why}"
        return
    yield "Isolated, too few to tell a fault:"
    shape = (rest.operation.plan.case.batch, *rest.operation.plan.case.output)
    slips = _slips(rest, judge)
    for stick, channel, output, golden, slip in zip(
        rest.stick, rest.channel, rest.output, rest.golden, slips, strict=True
    ):
        place = ", ".join(str(int(one)) for one in np.unravel_index(stick, shape))
        hint = "; off by a power of two, as when the Wormhole adder slips" if slip else ""
        yield f"  [{place}, {channel}] is {output:.6g}, wanted {golden:.6g}{hint}"


def _slips(scene: Scene, judge: Judge) -> list[bool]:
    """Whether each sum is too small by a power of two: -1 in the last place of a sum came out 2**27 times too large."""
    known = is_invertible(scene) & (scene.operation.plan.chip.name == "wormhole")
    excess = scene.linear - before_activation(scene)
    power = np.exp2(np.round(np.log2(np.maximum(excess, np.finfo(np.float64).tiny))))
    return [bool(one) for one in known & (excess > 0) & judge.near(excess, power)]
