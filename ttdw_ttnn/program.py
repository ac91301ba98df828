"""A plan as a program of ttnn: what does not depend on addresses is described once."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from hashlib import sha256
from typing import Any

import ttnn

from codegen.device.job import write_kernels
from codegen.emit.context import define_of
from codegen.launch.emulated import emitted_texts
from codegen.model.formats import format_named
from codegen.model.positions import argument_lists
from codegen.model.variant import KERNEL_NAMES, KernelName
from codegen.plan.buffers import BufferPlan
from codegen.plan.chip import TILE_SIDE
from codegen.plan.grid import CoreRange
from codegen.plan.program import CorePlan, ProgramPlan

WEIGHT_ADDRESS = "weight_addr"
"""The value that an argument carries which is the address of the prepared weights."""


class Program:
    """The program of a plan whose weights lie at address 0."""

    def __init__(self, plan: ProgramPlan) -> None:
        assert not plan.variant.has_bias_tensor, "the bias is among the weights"
        self._plan = plan
        self._cores = core_range_set(plan.ranges)
        self._files = write_kernels(emitted_texts(plan.variant))
        self._addressed = frozenset(
            word.name
            for kernel in KERNEL_NAMES
            for table in argument_lists(plan.variant, kernel)
            for word in table.words
            if word.carries == WEIGHT_ADDRESS
        )
        self._semaphores = [
            ttnn.SemaphoreDescriptor(
                id=one.id, core_type=ttnn.CoreType.WORKER, core_ranges=self._cores, initial_value=one.initial_value
            )
            for one in plan.variant.semaphores
        ]
        self._kernels = cache(self._describe_kernels)
        self._key = cache(self._hash)
        self._own_buffers = [self._own_buffer(one) for one in plan.buffers if one.memory == "own"]

    def launch(self, input_tensor: Any, weights: Any, output: Any) -> None:
        """Run it.

        Args:
            input_tensor: Shards of tiles in L1, on the cores of the plan.
            weights: The prepared weights, in DRAM.
            output: Shards of tiles in L1, on the same cores.
        """
        accessor = _accessor(weights)
        program = ttnn.ProgramDescriptor(
            kernels=self._kernels(weights.buffer_address(), accessor),
            cbs=[*self._own_buffers, *self._shards(input_tensor, output)],
            semaphores=self._semaphores,
        )
        program.custom_program_hash = self._key(accessor)
        ttnn.generic_op([input_tensor, weights, output], program)

    def _hash(self, accessor: tuple[int, ...]) -> int:
        """Under which ttnn keeps the program: its own hash is the same for lists of arguments of other lengths."""
        told = repr((self._files, self._plan.case, self._plan.chip.name, accessor))
        return int.from_bytes(sha256(told.encode()).digest()[:8], "little")

    def _describe_kernels(self, address: int, accessor: tuple[int, ...]) -> list[Any]:
        noc = self._plan.variant.multicast.noc
        compute = ttnn.ComputeConfigDescriptor(
            math_fidelity=getattr(ttnn.MathFidelity, self._plan.case.math_fidelity),
            fp32_dest_acc_en=self._plan.case.fp32_dest_acc,
            bfp8_pack_precise=True,
        )
        return [
            self._kernel("reader", _data_movement("RISCV_0", noc), address, accessor),
            self._kernel("compute", compute, address),
            self._kernel("writer", _data_movement("RISCV_1", 1 - noc), address),
        ]

    def _kernel(self, name: KernelName, config: Any, address: int, accessor: tuple[int, ...] = ()) -> Any:
        arguments = self._plan.kernels[name]
        return ttnn.KernelDescriptor(
            kernel_source=str(self._files[name]),
            source_type=ttnn.KernelDescriptor.SourceType.FILE_PATH,
            core_ranges=self._cores,
            defines=[(define_of(self._plan.variant), "1")],
            compile_time_args=[*arguments.compile_time.values(), *accessor],
            common_runtime_args=self._words(arguments.common, address),
            runtime_args=[(_core(one), self._words(one.arguments[name], address)) for one in self._plan.cores],
            config=config,
        )

    def _words(self, arguments: dict[str, int], address: int) -> list[int]:
        return [address if name in self._addressed else value for name, value in arguments.items()]

    def _own_buffer(self, buffer: BufferPlan) -> Any:
        return ttnn.CBDescriptor(
            total_size=buffer.num_bytes, core_ranges=self._cores, format_descriptors=[_pages(buffer)]
        )

    def _shards(self, input_tensor: Any, output: Any) -> Iterator[Any]:
        """The buffers that lie in tensors."""
        tensors = {"input_shard": input_tensor, "output_shard": output}
        for buffer in self._plan.buffers:
            if buffer.memory in tensors:
                shard = ttnn.cb_descriptor_from_sharded_tensor(buffer.index, tensors[buffer.memory])
                shard.total_size = buffer.num_bytes
                shard.format_descriptors = [_pages(buffer)]
                yield shard


def core_range_set(ranges: tuple[CoreRange, ...]) -> Any:
    """Rectangles of cores as ttnn has them."""
    corners = [(ttnn.CoreCoord(one.start.x, one.start.y), ttnn.CoreCoord(one.end.x, one.end.y)) for one in ranges]
    return ttnn.CoreRangeSet([ttnn.CoreRange(*both) for both in corners])


def _core(core: CorePlan) -> Any:
    return ttnn.CoreCoord(core.core.x, core.core.y)


def _data_movement(processor: str, noc: int) -> Any:
    return ttnn.DataMovementConfigDescriptor(
        processor=getattr(ttnn.DataMovementProcessor, processor), noc=getattr(ttnn.NOC, f"NOC_{noc}")
    )


def _accessor(weights: Any) -> tuple[int, ...]:
    return tuple(ttnn.TensorAccessorArgs(weights).get_compile_time_args())


def _pages(buffer: BufferPlan) -> Any:
    dtype = getattr(ttnn, format_named(buffer.format).ttnn)
    pages = ttnn.CBFormatDescriptor(buffer_index=buffer.index, data_format=dtype, page_size=buffer.page_bytes)
    if buffer.tile_rows != TILE_SIDE:
        pages.tile = ttnn.TileDescriptor(buffer.tile_rows, TILE_SIDE, False)
    return pages
