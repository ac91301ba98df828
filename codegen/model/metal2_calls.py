"""How Metal 2.0 spells what kernels call: by the objects that stand for buffers, semaphores and the NoC."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

_BUFFERS = {
    "cb_reserve_back": "DataflowBuffer({0}).reserve_back({1})",
    "cb_push_back": "DataflowBuffer({0}).push_back({1})",
    "cb_wait_front": "DataflowBuffer({0}).wait_front({1})",
    "cb_pop_front": "DataflowBuffer({0}).pop_front({1})",
    "get_write_ptr": "DataflowBuffer({0}).get_write_ptr()",
    "get_read_ptr": "DataflowBuffer({0}).get_read_ptr()",
    "get_tile_size": "DataflowBuffer({0}).get_tile_size()",
}

_FROM_ADDRESS = "PrecomposedUnicastEndpoint{}, CoreLocalMem<uint32_t>({1}), {2}, {.noc_addr = {0}}, {}"

_READS = {
    "noc_async_read": f"Noc().async_read({_FROM_ADDRESS})",
    "noc_async_read_page": (
        "Noc().async_read({1}, CoreLocalMem<uint32_t>({2}), {1}.get_aligned_page_size(), {.page_id = {0}}, {})"
    ),
    "noc_async_read_set_state": (
        "Noc().set_async_read_state(PrecomposedUnicastEndpoint{}, /*size_bytes=*/0, {.noc_addr = {0}})"
    ),
    "noc_async_read_with_state": f"Noc().async_read_with_state({_FROM_ADDRESS})",
    "noc_async_read_barrier": "Noc().async_read_barrier()",
    "noc_async_read_barrier_with_trid": "Noc().async_read_barrier<NocOptions::TXN_ID>({.trid = {0}})",
    "noc_async_read_set_trid": "set_read_id({0})",
}

_SEMAPHORES = {
    "noc_semaphore_wait": "{0}.wait({1})",
    "noc_semaphore_wait_min": "{0}.wait_min({1})",
}

METAL2_CALLS: Mapping[str, str] = MappingProxyType({**_BUFFERS, **_READS, **_SEMAPHORES})
"""What stands for each call, in the calls' own words; {0} is their first argument."""
