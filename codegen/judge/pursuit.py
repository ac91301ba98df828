"""A search for faults that nobody thought of: which products are missing in the sums, and which are too many.

The difference between a wrong sum and the right one is itself a sum of a few products of a weight with an input, under
the kernel or beside it. Orthogonal matching pursuit finds them: take the product that goes with what is left, solve for
the factors of all products taken so far by least squares, again and again.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from math import log2
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from codegen.judge.hypothesis import Hypothesis
from codegen.judge.scene import Operation, Reals, Scene, tap_offsets
from codegen.model.activations import ACTIVATIONS
from codegen.reference.activation import ACTIVATION_FUNCTIONS

MOST_PRODUCTS = 6
OUTPUTS_PER_PRODUCT = 8
OUTPUTS_PER_BIT = 2
"""Fewer outputs for each factor, and for each bit of the choice among all products, would fit by chance."""

MOST_ATOMS = 2**16
"""Products among which a search takes a second: those of a kernel of 15 x 15. For larger ones there is none."""

MOST_OUTPUTS = 768

SETTLED = 0.03
"""Part of the difference that may be left to rounding when the search ends."""


class Product(NamedTuple):
    """A weight times an input, and how often it is counted too much.

    Attributes:
        place: Row and column of the input in the kernel, or beside it.
        tap: Index of the weight.
        factor: -1 if the product is missing.
    """

    place: tuple[int, int]
    tap: int
    factor: float


def pursue(scene: Scene) -> Iterator[Hypothesis]:
    """Sums of the right products and of one, two, three ... wrong ones."""
    scene = scene.part(is_invertible(scene))
    if len(scene.output) > MOST_OUTPUTS:
        scene = scene.part(np.linspace(0, len(scene.output) - 1, MOST_OUTPUTS).astype(int))
    places = _places(scene.operation)
    num_atoms = len(places) * len(scene.operation.taps)
    if num_atoms > MOST_ATOMS:
        return
    outputs_per_product = max(OUTPUTS_PER_PRODUCT, OUTPUTS_PER_BIT * log2(num_atoms))
    atoms = _atoms(scene, places)
    wanted = before_activation(scene) - scene.linear
    scales = np.maximum(np.linalg.norm(atoms, axis=0), np.finfo(np.float64).tiny)
    left, taken = wanted, list[int]()
    while len(taken) < MOST_PRODUCTS and outputs_per_product * (len(taken) + 1) <= len(wanted):
        taken.append(int(np.argmax(np.abs(left @ atoms) / scales)))
        factors = np.linalg.lstsq(atoms[:, taken], wanted, rcond=None)[0]
        left = wanted - atoms[:, taken] @ factors
        yield _hypothesis(scene.operation, [_product(scene, places, *one) for one in zip(taken, factors, strict=True)])
        if np.linalg.norm(left) <= SETTLED * np.linalg.norm(wanted):
            return


def results_that_tell(activation: str) -> Reals:
    """Between which two results one tells the sum before the activation."""
    return np.asarray(ACTIVATION_FUNCTIONS[activation](np.array(ACTIVATIONS[activation].rises)), np.float64)


def is_invertible(scene: Scene) -> NDArray[np.bool_]:
    """Which outputs tell the sum before the activation."""
    least, largest = results_that_tell(scene.operation.plan.case.activation)
    return np.asarray((scene.output > least) & (scene.output < largest))


def before_activation(scene: Scene) -> Reals:
    """The sums of outputs that is_invertible names."""
    activation = scene.operation.plan.case.activation
    least, largest = ACTIVATIONS[activation].rises
    positive = np.geomspace(2**-16, 2**32, 2**15)
    sums = np.concatenate([-positive[::-1], [0], positive])
    sums = sums[(sums >= least) & (sums <= largest)]
    return np.asarray(np.interp(scene.output, ACTIVATION_FUNCTIONS[activation](sums), sums), np.float64)


def _places(operation: Operation) -> list[tuple[int, int]]:
    """The places of the kernel and a ring around it."""
    rows, columns = operation.plan.case.kernel
    return [(i, j) for i in range(-1, rows + 1) for j in range(-1, columns + 1)]


def _atoms(scene: Scene, places: list[tuple[int, int]]) -> NDArray[np.float64]:
    """Each weight times each input: [outputs, places * taps]."""
    inputs = scene.inputs_at(scene.first, tap_offsets(scene.operation.plan, places), scene.channel)
    return (inputs[:, :, None] * scene.weights[:, None, :]).reshape(
        len(inputs), len(places) * len(scene.operation.taps)
    )


def _product(scene: Scene, places: list[tuple[int, int]], atom: int, factor: float) -> Product:
    place, tap = divmod(atom, len(scene.operation.taps))
    return Product(places[place], tap, float(factor))


def _hypothesis(operation: Operation, products: list[Product]) -> Hypothesis:
    lost_first = sorted(products, key=lambda one: (operation.taps[one.tap] != one.place, one.tap, one.place))
    text = "; ".join(_words(operation, one) for one in lost_first)
    return Hypothesis(text, partial(_with_products, products=products))


def _words(operation: Operation, product: Product) -> str:
    tap = operation.taps[product.tap]
    name = f"({tap[0]},{tap[1]})"
    if product.place != tap:
        return f"the sum has {product.factor:+.2f} x weight {name} x input ({product.place[0]},{product.place[1]})"
    return f"tap {name} is missing" if abs(product.factor + 1) < 0.02 else f"tap {name} counts {product.factor + 1:.2f}"


def _with_products(scene: Scene, products: list[Product]) -> Reals:
    linear = scene.linear
    for place, tap, factor in products:
        offsets = tap_offsets(scene.operation.plan, [place])
        linear = linear + factor * scene.weights[:, tap] * scene.inputs_at(scene.first, offsets, scene.channel)[:, 0]
    return scene.activated(linear)
