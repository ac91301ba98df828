"""Launches the program of an emitted factory: `launch.py JOB`, in the Python that has ttnn.

JOB is a folder as codegen/device/worker.py describes it, with factory.json beside: what driver.cpp is told. The program
is made for one set of tensors and launched with another one, of the same numbers at other addresses. The output goes to
output.npy; launched.json says which addresses differ, and how many programs ttnn has kept.
"""

from __future__ import annotations

import ctypes
import json
import sys
from importlib import metadata
from pathlib import Path
from typing import Any

import numpy as np
import ttnn

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT / "codegen" / "device"))

import worker  # type: ignore[import-not-found]  # noqa: E402

KNOWN = "0.81.1"
"""The ttnn whose structs codegen/build/standins/host mirrors."""

MOVE_BYTES = 1024
MESSAGE_BYTES = 4000


class Problem(ctypes.Structure):
    """As driver.hpp has it."""

    _fields_ = (
        ("kernels", ctypes.c_char_p),
        ("conv", ctypes.c_void_p),
        ("num_ranges", ctypes.c_uint32),
        ("ranges", ctypes.c_void_p),
        ("num_nocs", ctypes.c_uint32),
        ("nocs", ctypes.c_void_p),
        ("fidelity", ctypes.c_uint32),
        ("fp32_dest_acc", ctypes.c_uint32),
        ("l1_bytes", ctypes.c_uint32),
    )


def pointer(bound: Any) -> int:
    """The C++ object that a Python object of nanobind stands for."""
    offset = ctypes.c_int32.from_address(id(bound) + 16).value
    flags = ctypes.c_uint32.from_address(id(bound) + 20).value
    place = id(bound) + offset
    direct = flags >> 2 & 1
    return place if direct else ctypes.c_void_p.from_address(place).value or 0


def tensors_of(launcher: Any) -> ctypes.Array[ctypes.c_void_p]:
    tensors = [launcher._tensors.get(name) for name in ("input", "weights", "bias", "output")]
    return (ctypes.c_void_p * len(tensors))(*(tensor and pointer(tensor) for tensor in tensors))


def main(job: Path) -> None:
    if (version := metadata.version("ttnn")) != KNOWN:
        sys.exit(f"the layout of tt-metal's structs is known of ttnn {KNOWN}, and this is {version}")
    told = json.loads((job / "factory.json").read_text())
    words = {name: np.array(told[name], np.uint32) for name in ("conv", "ranges", "nocs")}
    problem = Problem(
        told["kernels"].encode(),
        words["conv"].ctypes.data,
        len(words["ranges"]),
        words["ranges"].ctypes.data,
        len(words["nocs"]),
        words["nocs"].ctypes.data,
        told["fidelity"],
        told["fp32_dest_acc"],
        told["l1_bytes"],
    )
    device = ttnn.open_device(device_id=0)
    first, second = worker.Launcher(device), worker.Launcher(device)
    made_for = first.answer({"do": "allocate", "job": str(job), "move_bytes": 0})["addresses"]
    used = second.answer({"do": "allocate", "job": str(job), "move_bytes": MOVE_BYTES})["addresses"]
    message = ctypes.create_string_buffer(MESSAGE_BYTES)
    failed = ctypes.CDLL(told["library"]).launch_program(
        ctypes.c_void_p(pointer(device)),
        ctypes.byref(problem),
        tensors_of(first),
        tensors_of(second),
        message,
        ctypes.c_size_t(MESSAGE_BYTES),
    )
    if failed:
        sys.exit(message.value.decode())
    second.save_output(job / "output.npy")
    launched = {
        "moved": [name for name in used if used[name] != made_for[name]],
        "kept": device.num_program_cache_entries(),
    }
    (job / "launched.json").write_text(json.dumps(launched))  # ttnn prints what it likes
    ttnn.close_device(device)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
