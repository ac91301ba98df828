"""Which hypotheses explain the wrong outputs of which cores."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from codegen.judge.hypotheses import hypotheses
from codegen.judge.hypothesis import Hypothesis
from codegen.judge.places import Mask
from codegen.judge.pursuit import pursue, results_that_tell
from codegen.judge.scene import Ints, Reals, Scene

SAMPLE = 4096
"""Outputs on which hypotheses are tried, all cores together."""

LEAST_SAMPLE = 64
"""Outputs on which they are tried on one core."""

EXPLAINED = 0.9
"""Part of a core's wrong outputs that a hypothesis must give. The border of a shard may hold other numbers."""

LEAST_VALUES = 8
"""Different numbers that a hypothesis must give: fewer fit by chance."""


@dataclass(frozen=True)
class Judge:
    """Whether a number is the one that a hypothesis says.

    Attributes:
        relative: Tolerated difference, as a part of the number and of the golden RMS together.
        scale: The golden RMS.
    """

    relative: float
    scale: float

    def near(self, output: NDArray[Any], expected: NDArray[Any]) -> Mask:
        """Where an output is as expected; nowhere near what is not finite."""
        with np.errstate(invalid="ignore"):
            return np.asarray(np.abs(output - expected) <= self.tolerated(expected))

    def tolerated(self, expected: NDArray[Any]) -> Reals:
        """The largest difference that is near."""
        return np.asarray(self.relative * (np.abs(expected) + self.scale))


class Match(NamedTuple):
    """A hypothesis, others that fit just as well, and the indices of the cores that they explain."""

    hypothesis: Hypothesis
    equals: list[str]
    cores: list[int]


def matches(rest: Scene, right: Scene, judge: Judge) -> Iterator[Match]:
    """What explains wrong outputs; the hypothesis for most cores comes first.

    Args:
        rest: Wrong outputs.
        right: The right outputs.
        judge: What is near.
    """
    sample, witnesses = _sample(rest), _sample(right)
    open_cores = np.unique(sample.core)
    for match in _greedy(hypotheses(rest.operation), sample, witnesses, judge):
        open_cores = np.setdiff1d(open_cores, match.cores)
        yield match
    left = sample.part(np.isin(sample.core, open_cores))
    if len(left.stick):
        yield from _greedy(list(pursue(left)), left, witnesses, judge)


def _sample(scene: Scene) -> Scene:
    """Some outputs of each core, those first that an activation has not clipped to one value."""
    random = np.random.default_rng(0)
    clipped = np.isin(scene.output, results_that_tell(scene.operation.plan.case.activation))
    order = np.lexsort((random.random(len(scene.core)), clipped, scene.core))
    _, starts, counts = np.unique(scene.core[order], return_index=True, return_counts=True)
    most = max(LEAST_SAMPLE, SAMPLE // max(len(starts), 1))
    place = np.arange(len(order)) - np.repeat(starts, counts)
    return scene.part(order[place < most])


def _greedy(candidates: Sequence[Hypothesis], sample: Scene, witnesses: Scene, judge: Judge) -> Iterator[Match]:
    """The hypothesis that explains most cores, then the one that explains most of the others, and so on.

    Of those for the same cores, the best is the one that gives most wrong outputs and spares most right ones, which
    are the witnesses; then the first.
    """
    cores = np.unique(sample.core)
    witnesses = witnesses.part(np.isin(witnesses.core, cores))
    fits = [judge.near(sample.output, one.predict(sample)) for one in candidates]
    spares = [judge.near(witnesses.output, one.predict(witnesses)) for one in candidates]
    parts, spared = (
        np.array([_shares(cores, scene, one) for one in masks]).reshape(len(candidates), len(cores))
        for scene, masks in ((sample, fits), (witnesses, spares))
    )
    explains = parts >= EXPLAINED
    while explains.any():
        scores = [(int(row.sum()), float(good[row].sum())) for row, good in zip(explains, parts + spared, strict=True)]
        best = max(range(len(candidates)), key=scores.__getitem__)
        row = explains[best].copy()
        given = set(sample.output[fits[best] & np.isin(sample.core, cores[row])].tolist())
        if spared[best][row].min() >= EXPLAINED:  # then the right outputs speak for it, too
            given |= set(witnesses.output[spares[best] & np.isin(witnesses.core, cores[row])].tolist())
        if len(given) < LEAST_VALUES:
            explains[best] = False
            continue
        equals = {
            one.text: None
            for one, score, others in zip(candidates, scores, explains, strict=True)
            if score == scores[best] and np.array_equal(others, row)
        }
        del equals[candidates[best].text]
        yield Match(candidates[best], list(equals), cores[row].tolist())
        explains[:, row] = False


def _shares(cores: Ints, scene: Scene, chosen: Mask) -> Reals:
    """The part of each core's outputs that is chosen; 0 for a core without any."""
    place = np.searchsorted(cores, scene.core)
    counts = np.bincount(place, minlength=len(cores))
    return (np.bincount(place, chosen, minlength=len(cores)) / np.maximum(counts, 1)).round(6)
