"""The one place that tells the ways to multiply apart."""

from __future__ import annotations

from types import MappingProxyType

from codegen.model.variant import MultiplyName, Variant
from codegen.schedules.planes.blocks import BlocksMultiply
from codegen.schedules.planes.multiply import PlanesMultiply
from codegen.schedules.planes.tiles import TilesMultiply

MULTIPLIES = MappingProxyType[MultiplyName, PlanesMultiply]({"blocks": BlocksMultiply(), "tiles": TilesMultiply()})
"""By their names in a spec."""


def multiply_of(variant: Variant) -> PlanesMultiply:
    """How the kernels of a variant multiply."""
    return MULTIPLIES[variant.multiply]
