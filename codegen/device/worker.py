"""The device's side of `ttdw verify --backend device`: runs in any Python that has ttnn and NumPy, and needs no ttdw.

`worker.py FD` opens the chip once, says what it is, then answers requests: a line of JSON each on standard input, and
one on the file descriptor FD, since ttnn prints to standard output whatever it likes.

- {"do": "allocate", "job": FOLDER, "move_bytes": N} -> {"addresses": {"input": A, "output": A, "weights": A, ...}}
  Puts the tensors of a job on the chip, N bytes away from where they would come to lie; earlier ones are freed.
- {"do": "launch", "plan": WORDS, "output": FILE} -> {"cached": whether the program was in the program cache}
  Makes a program of an emitted plan, runs it and saves the output.

Tensors are files of NumPy with bfloat16 words as uint16, row by row. On the chip, input and output have the formats
that the job says; their numbers are some that bfloat16 holds, too. A job folder holds input.npy, weights.npy and, where
it is a tensor of its own, bias.npy, and job.json: what a program needs beside its plan. The emitted program factory
takes this from its tensors and attributes. An answer {"error": TEXT} says that a request failed.
"""

from __future__ import annotations

import ctypes
import hashlib
import json
import os
import signal
import sys
import traceback
from importlib import metadata
from pathlib import Path
from typing import Any

import numpy as np
import ttnn

DEVICE_ID = 0
TILE_WIDTH = 32
KERNELS = ("reader", "compute", "writer")
PR_SET_PDEATHSIG = 1  # <linux/prctl.h>

UNWRITTEN = 0x7F7F
"""What the output holds until a kernel writes it, as memory does on the emulator."""


class Launcher:
    """An open chip and the tensors of one job on it."""

    def __init__(self, device: Any) -> None:
        self._device = device
        self._job: dict[str, Any] = {}
        self._tensors: dict[str, Any] = {}
        self._spacers: list[Any] = []

    def facts(self) -> dict[str, Any]:
        """What the chip is, and where its cores are."""
        grid = self._device.compute_with_storage_grid_size()
        return {
            "arch": self._device.arch().name.lower(),
            "grid": [grid.x, grid.y],
            "noc": [self._noc(x, y) for y in range(grid.y) for x in range(grid.x)],
            "ttnn": _ttnn_version(),
            "python": sys.version.split()[0],
        }

    def answer(self, request: dict[str, Any]) -> dict[str, Any]:
        """Do what is asked."""
        if request["do"] == "allocate":
            return self._allocate(Path(request["job"]), request["move_bytes"])
        return self._launch(request["plan"], Path(request["output"]))

    def _noc(self, x: int, y: int) -> list[int]:
        noc = self._device.worker_core_from_logical_core(ttnn.CoreCoord(x, y))
        return [x, y, noc.x, noc.y]

    def _allocate(self, folder: Path, move_bytes: int) -> dict[str, Any]:
        self._free()
        self._job = json.loads((folder / "job.json").read_text(encoding="utf-8"))
        if move_bytes:
            self._spacers = [self._spacer_in_l1(move_bytes), self._spacer_in_dram()]
        output = np.full(self._job["output_shape"], UNWRITTEN, np.uint16)
        self._tensors = {
            "input": self._sharded(np.load(folder / "input.npy"), self._job["input_shard"], self._job["input_dtype"]),
            "output": self._sharded(output, self._job["output_shard"], self._job["output_dtype"]),
        }
        for name in self._job["in_dram"]:
            tensor = _on_host(np.load(folder / f"{name}.npy"))
            self._tensors[name] = tensor.to(self._device, ttnn.DRAM_MEMORY_CONFIG)
        return {"addresses": {name: tensor.buffer_address() for name, tensor in self._tensors.items()}}

    def _free(self) -> None:
        for tensor in [*self._tensors.values(), *self._spacers]:
            ttnn.deallocate(tensor)
        self._tensors, self._spacers = {}, []

    def _spacer_in_l1(self, num_bytes: int) -> Any:
        """Takes bytes of the L1 of every core: a buffer has the same address on all cores, also if it is on one."""
        origin = ttnn.CoreCoord(0, 0)
        stick = np.zeros((1, num_bytes // np.dtype(np.uint16).itemsize), np.uint16)
        cores = ttnn.CoreRangeSet([ttnn.CoreRange(origin, origin)])
        spec = ttnn.ShardSpec(cores, list(stick.shape), ttnn.ShardOrientation.ROW_MAJOR)
        layout = ttnn.TensorMemoryLayout.HEIGHT_SHARDED
        return _on_host(stick).to(self._device, ttnn.MemoryConfig(layout, ttnn.BufferType.L1, spec))

    def _spacer_in_dram(self) -> Any:
        return _on_host(np.zeros((1, 1024), np.uint16)).to(self._device, ttnn.DRAM_MEMORY_CONFIG)

    def _sharded(self, words: np.ndarray, shard: list[int], dtype: str) -> Any:
        orientation = getattr(ttnn.ShardOrientation, self._job["shard_orientation"])
        layout = getattr(ttnn.TensorMemoryLayout, self._job["memory_layout"])
        spec = ttnn.ShardSpec(self._cores(), shard, orientation)
        tensor = _on_host(words).to(getattr(ttnn.Layout, self._job["layout"]))
        tensor = ttnn.to_dtype(tensor, getattr(ttnn, dtype))
        return tensor.to(self._device, ttnn.MemoryConfig(layout, ttnn.BufferType.L1, spec))

    def _cores(self) -> Any:
        return ttnn.CoreRangeSet(
            [ttnn.CoreRange(ttnn.CoreCoord(*start), ttnn.CoreCoord(*end)) for start, end in self._job["ranges"]]
        )

    def _launch(self, plan: dict[str, Any], output: Path) -> dict[str, Any]:
        known = self._device.num_program_cache_entries()
        tensors = [self._tensors[name] for name in ("input", *self._job["in_dram"], "output")]
        program = self._program(plan)
        program.custom_program_hash = self._hash(plan)
        ttnn.generic_op(tensors, program)
        self.save_output(output)
        return {"cached": self._device.num_program_cache_entries() == known}

    def save_output(self, file: Path) -> None:
        """Save the output of a program, which may still run."""
        result = ttnn.to_dtype(self._tensors["output"].cpu(), ttnn.float32)  # waits for the program
        result = result.to(ttnn.Layout.ROW_MAJOR).to_numpy()
        words = np.ascontiguousarray(result, np.float32).view(np.uint32) >> 16
        np.save(file, words.astype(np.uint16).reshape(self._job["output_shape"]))

    def _program(self, plan: dict[str, Any]) -> Any:
        cores = self._cores()
        accessor = self._accessor(self._job["accessors"])
        named = [self._named_kernel(plan, one) for one in self._job["named_kernels"]]
        return ttnn.ProgramDescriptor(
            kernels=named
            or [
                self._kernel(plan, "reader", accessor),
                self._kernel(plan, "compute", []),
                self._kernel(plan, "writer", []),
            ],
            cbs=[self._buffer(*words) for words in plan["circular_buffers"]],
            semaphores=[
                ttnn.SemaphoreDescriptor(
                    id=number, core_type=ttnn.CoreType.WORKER, core_ranges=cores, initial_value=initial_value
                )
                for number, initial_value in plan["semaphores"]
            ],
        )

    def _hash(self, plan: dict[str, Any]) -> int:
        """Under which ttnn keeps the program: its own hash is the same for lists of arguments of other lengths."""
        fixed = [plan[name]["compile_time_args"] for name in KERNELS]
        lengths = [len(core[f"{name}_args"]) for core in plan["cores"] for name in KERNELS]
        accessor = self._accessor(self._job["accessors"])
        told = json.dumps([self._job, plan["circular_buffers"], plan["semaphores"], fixed, accessor, lengths])
        return int.from_bytes(hashlib.sha256(told.encode()).digest()[:8], "little")

    def _data_movement(self, processor: str, noc: int) -> Any:
        return ttnn.DataMovementConfigDescriptor(
            processor=getattr(ttnn.DataMovementProcessor, processor), noc=getattr(ttnn.NOC, f"NOC_{noc}")
        )

    def _compute(self) -> Any:
        return ttnn.ComputeConfigDescriptor(
            math_fidelity=getattr(ttnn.MathFidelity, self._job["math_fidelity"]),
            fp32_dest_acc_en=self._job["fp32_dest_acc"],
            bfp8_pack_precise=True,
        )

    def _config(self, kernel: str) -> Any:
        if kernel == "compute":
            return self._compute()
        return self._data_movement("RISCV_0" if kernel == "reader" else "RISCV_1", self._job[f"{kernel}_noc"])

    def _accessor(self, tensors: list[str]) -> list[int]:
        return [
            word for name in tensors for word in ttnn.TensorAccessorArgs(self._tensors[name]).get_compile_time_args()
        ]

    def _named_kernel(self, plan: dict[str, Any], one: dict[str, Any]) -> Any:
        """A kernel that finds its arguments by name: named_kernels of named.py says what there is of each."""
        name, cores = one["kernel"], {tuple(core) for core in one["cores"]}
        common = plan[name]["common_args"]

        def runtime_words(words: list[int]) -> list[int]:
            return [*(words[place] for place in one["runtime"]), *words[one["words"] :]]

        return ttnn.KernelDescriptor(
            kernel_source=one["code"],
            source_type=ttnn.KernelDescriptor.SourceType.SOURCE_CODE,
            core_ranges=ttnn.CoreRangeSet(
                [ttnn.CoreRange(ttnn.CoreCoord(*core), ttnn.CoreCoord(*core)) for core in sorted(cores)]
            ),
            defines=[(define, "1") for define in (self._job["define"], *one["defines"])],
            compile_time_args=self._accessor(one["tensors"]),
            common_runtime_args=[
                *(common[place] for place in one["common"]),
                *(self._tensors[tensor].buffer_address() for tensor in one["tensors"]),
            ],
            runtime_args=[
                (ttnn.CoreCoord(*core["core"]), runtime_words(core[f"{name}_args"]))
                for core in plan["cores"]
                if tuple(core["core"]) in cores
            ],
            config=self._config(name),
        )

    def _kernel(self, plan: dict[str, Any], name: str, accessor: list[int]) -> Any:
        return ttnn.KernelDescriptor(
            kernel_source=self._job["kernels"][name],
            source_type=ttnn.KernelDescriptor.SourceType.FILE_PATH,
            core_ranges=self._cores(),
            defines=[(self._job["define"], "1")],
            compile_time_args=[*plan[name]["compile_time_args"], *accessor],
            common_runtime_args=plan[name]["common_args"],
            runtime_args=[(ttnn.CoreCoord(*core["core"]), core[f"{name}_args"]) for core in plan["cores"]],
            config=self._config(name),
        )

    def _buffer(self, index: int, num_pages: int, page_bytes: int, memory: int, number_format: int) -> Any:
        dtype = getattr(ttnn, self._job["dtypes"][number_format])
        layout = ttnn.CBFormatDescriptor(buffer_index=index, data_format=dtype, page_size=page_bytes)
        if rows := self._job["tile_rows"].get(str(index)):
            layout.tile = ttnn.TileDescriptor(rows, TILE_WIDTH, False)
        tensor = {"input_shard": "input", "output_shard": "output"}.get(self._job["memories"][memory])
        if tensor is None:
            return ttnn.CBDescriptor(
                total_size=num_pages * page_bytes, core_ranges=self._cores(), format_descriptors=[layout]
            )
        descriptor = ttnn.cb_descriptor_from_sharded_tensor(index, self._tensors[tensor])
        descriptor.total_size = num_pages * page_bytes
        descriptor.format_descriptors = [layout]
        return descriptor


def _on_host(words: np.ndarray) -> Any:
    """A row-major bfloat16 tensor [1, 1, rows, columns] on the host."""
    numbers = (words.astype(np.uint32) << 16).view(np.float32)
    return ttnn.to_dtype(ttnn.Tensor(np.ascontiguousarray(numbers[None, None]), ttnn.float32), ttnn.bfloat16)


def _ttnn_version() -> str:
    try:
        return metadata.version("ttnn")
    except metadata.PackageNotFoundError:
        return "unknown"


def _end_with_parent() -> None:
    """Nobody is left to end a hanging launch when ttdw is gone."""
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)


def main() -> None:
    """Open the chip and answer requests until standard input ends."""
    _end_with_parent()
    descriptor = int(sys.argv[1])
    os.set_inheritable(descriptor, False)  # a compiler that outlives this process must not keep it open
    answers = os.fdopen(descriptor, "w", encoding="utf-8")

    def say(answer: dict[str, Any]) -> None:
        answers.write(json.dumps(answer) + "\n")
        answers.flush()

    device = ttnn.open_device(device_id=DEVICE_ID)
    launcher = Launcher(device)
    say(launcher.facts())
    for line in sys.stdin:
        try:
            say(launcher.answer(json.loads(line)))
        except Exception as error:
            traceback.print_exc()
            told, _, _ = str(error).partition("\nbacktrace:")  # the log has it
            say({"error": f"{type(error).__name__}: {told}"})
    ttnn.close_device(device)


if __name__ == "__main__":
    main()
