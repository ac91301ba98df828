"""All networks, by the names of their files."""

from __future__ import annotations

from types import MappingProxyType

from codegen.networks import convnets, detectors, efficientnets, hybrids, light, mobilenets, searched, sequences
from codegen.networks.network import Network

_FAMILIES = (mobilenets, efficientnets, searched, light, convnets, hybrids, detectors, sequences)

NETWORKS: MappingProxyType[str, Network] = MappingProxyType(
    {one.name: one for family in _FAMILIES for one in family.ALL}
)
"""By the names of their files; those of one family together."""
