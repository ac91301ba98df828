"""The RISC-V processors of a Tensix core, and what tt-metal's runtime tells the compiler about each.

Source of the facts: the command lines and the generated headers of tt-metal 0.81.1.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from codegen.model.variant import KernelName
from codegen.plan.chip import CHIPS, ChipName

FIRMWARE = "tt_metal/hw/firmware/src/tt-1xx"
"""Folder of the firmware, below the wheel's ttnn/."""


@dataclass(frozen=True)
class Processor:
    """One of the five processors.

    Attributes:
        name: Its name.
        kernel: The kernel that runs on it.
        firmware: The firmware file which includes the kernel.
        index: PROCESSOR_INDEX.
        macros: What tells the headers which processor they are compiled for.
        thread: Part of a compute kernel that it runs: unpack, math or pack; empty for data movement.
        optimization: How tt-metal optimizes its kernels.
    """

    name: str
    kernel: KernelName
    firmware: str
    index: int
    macros: tuple[str, ...]
    thread: str = ""
    optimization: str = "-O2"


PROCESSORS = (
    Processor("brisc", "reader", "brisck.cc", 0, ("COMPILE_FOR_BRISC",)),
    Processor("ncrisc", "writer", "ncrisck.cc", 1, ("COMPILE_FOR_NCRISC",)),
    Processor("trisc0", "compute", "trisck.cc", 2, ("UCK_CHLKC_UNPACK", "COMPILE_FOR_TRISC=0"), "unpack", "-O3"),
    Processor("trisc1", "compute", "trisck.cc", 3, ("UCK_CHLKC_MATH", "COMPILE_FOR_TRISC=1"), "math", "-O3"),
    Processor("trisc2", "compute", "trisck.cc", 4, ("UCK_CHLKC_PACK", "COMPILE_FOR_TRISC=2"), "pack", "-O3"),
)


@dataclass(frozen=True)
class Silicon:
    """What kernels are told about a chip.

    Attributes:
        arch: Its name in folders of compute headers.
        family: Its name in folders of firmware headers.
        cpu: The SFPI compiler's name for its data movement processors; compute processors add "-tensix".
        macros: Definitions that are the same for all processors.
    """

    arch: str
    family: str
    cpu: str
    macros: tuple[str, ...]

    def include_folders(self) -> tuple[str, ...]:
        """Folders with headers below the wheel's ttnn/, in the order of tt-metal's own command line.

        Releases differ in where they keep them; a folder that a release lacks is left out.
        """
        headers = tuple(
            f"{base}{folder}"
            for base in ("tt_metal/hw/inc/internal/tt-1xx", "tt_metal/hw/inc/tt-1xx")
            for folder in ("", f"/{self.family}", f"/{self.family}/{self.arch}_defines", f"/{self.family}/noc")
        )
        kernels = tuple(
            f"tt_metal/hw/ckernels/{self.arch}/metal/{folder}"
            for folder in ("common", "llk_io", "llk_api", "llk_api/llk_sfpu")
        )
        library = tuple(
            f"{base}/tt_llk_{self.arch}/{folder}"
            for base in ("tt_metal/tt-llk", "tt_metal/third_party/tt_llk")
            for folder in ("common/inc", "llk_lib", "llk_lib/hal")
        )
        return (*_COMMON_FOLDERS, *kernels, *headers, *library, FIRMWARE)


_COMMON_FOLDERS = (
    "",
    "ttnn",
    "ttnn/cpp",
    "tt_metal",
    "tt_metal/hw/inc",
    "tt_metal/hw/inc/debug",
    "tt_metal/include",
    "tt_metal/tt-llk/common",
    "tt_metal/tt-llk/tools/include",
    "tt_metal/hostdevcommon/api",
    "tt_metal/api",
)


def _bank_macros(kind: str, banks: int) -> tuple[str, ...]:
    """How many banks there are, and how a page number is divided by it: by a shift if that is possible."""
    power = banks.bit_length() - 1
    divide = f"LOG_BASE_2_OF_NUM_{kind}_BANKS={power}" if banks == 1 << power else f"IS_NOT_POW2_NUM_{kind}_BANKS=1"
    return (f"NUM_{kind}_BANKS={banks}", divide)


def _macros(chip: ChipName, *others: str) -> tuple[str, ...]:
    columns, rows = CHIPS[chip].grid
    banks = (*_bank_macros("DRAM", CHIPS[chip].dram_banks), *_bank_macros("L1", columns * rows))
    return (*banks, f"ARCH_{chip.upper()}", *others)


SILICON: Mapping[ChipName, Silicon] = MappingProxyType(
    {
        "wormhole": Silicon(
            "wormhole_b0",
            "wormhole",
            "tt-wh",
            _macros("wormhole", "PCIE_NOC_X=0", "PCIE_NOC_Y=3", "ROUTING_FW_ENABLED"),
        ),
        "blackhole": Silicon("blackhole", "blackhole", "tt-bh", _macros("blackhole", "PCIE_NOC_X=19", "PCIE_NOC_Y=24")),
    }
)

KERNEL_MACROS = ("TENSIX_FIRMWARE", "KERNEL_BUILD", "LOCAL_MEM_EN=0", "PROGRAMMABLE_CORE_TYPE=0", "NOC_MODE=0")
"""What every kernel on a Tensix core is compiled with."""
