"""Operands that are spread over the chips of a mesh, as in data parallelism. On mocked chips: nothing is computed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
import torch
import ttnn
from convolution import Convolution, to_device

EACH = Convolution("BLOCK_SHARDED", 60, (7, 7))
"""What one chip computes."""


@pytest.fixture(scope="module")
def mesh() -> Iterator[Any]:
    opened = ttnn.open_mesh_device(ttnn.MeshShape(1, 2))
    yield opened
    ttnn.close_mesh_device(opened)


def spread(mesh: Any, images: torch.Tensor, weights: torch.Tensor) -> tuple[Any, Any]:
    """On the host: an image for each chip, and the same weights for both."""
    mappers = (ttnn.ShardTensorToMesh(mesh, dim=0), ttnn.ReplicateTensorToMesh(mesh))
    return tuple(
        ttnn.from_torch(one, dtype=ttnn.bfloat16, mesh_mapper=mapper)
        for one, mapper in zip((images, weights), mappers, strict=True)
    )


def test_each_chip_is_given_what_it_would_have_alone(mesh: Any) -> None:
    images, weights = replace(EACH, batch=2).draw()
    prepared = EACH.prepare(*spread(mesh, images, weights))
    for chip, sticks in enumerate(ttnn.get_device_tensors(prepared[0])):
        alone = [ttnn.from_torch(one, dtype=ttnn.bfloat16) for one in (images[chip : chip + 1], weights)]
        wanted = EACH.prepare(*alone)
        tiles = ttnn.get_device_tensors(prepared[1])[chip]
        assert torch.equal(ttnn.to_torch(sticks), ttnn.to_torch(wanted[0]))
        assert torch.equal(ttnn.to_torch(tiles), ttnn.to_torch(wanted[1]))


def test_the_mesh_stays_the_same(mesh: Any) -> None:
    operands = spread(mesh, *replace(EACH, batch=2).draw())
    for given, prepared in zip(operands, EACH.prepare(*operands), strict=True):
        assert prepared.tensor_topology() == given.tensor_topology()
        assert len(ttnn.get_device_tensors(prepared)) == 2


def test_the_operation_takes_them(mesh: Any) -> None:
    output = EACH.run(*to_device(mesh, *EACH.prepare(*spread(mesh, *replace(EACH, batch=2).draw()))))
    assert tuple(output.shape) == (1, 1, 49, 60)
    assert len(ttnn.get_device_tensors(output)) == 2
