"""What the newest factory puts in the places of addresses."""

from __future__ import annotations

from pathlib import PurePosixPath

import pytest

from codegen.emit.common import Common
from codegen.emit.render import render
from tests.variants import OPERATIONS


@pytest.mark.parametrize("name", OPERATIONS)
def test_the_newest_factory_hands_over_buffers_and_no_address(name: str) -> None:
    """An address that is a plain number makes tt-metal ask for the whole descriptor on each launch."""
    assert OPERATIONS[name].target == "0.81"
    common = render(Common("0.81"))
    for path, text in (*render(OPERATIONS[name]).items(), *common.items()):
        assert path.suffix not in (".cpp", ".hpp") or "address()" not in text, path
    factory = common[PurePosixPath("program_factory.hpp")]
    assert "push_back(buffers[position])" in factory
    assert "emplace_runtime_args(core, bind_buffers(args, tensors))" in factory
    assert "emplace_common_runtime_args(bind_buffers(args, tensors))" in factory
