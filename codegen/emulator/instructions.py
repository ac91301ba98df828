"""How many Tensix instructions each call of the API issues: one table, to which a new call adds a row.

Counted is what the Tensix unit executes: behind the expansion of MOP and REPLAY, which are no instructions of their own
then, and without NOP, which the front end swallows. All counts are fixed by the call: no processor issues Tensix
instructions while it polls (`cb_wait_front`, `cb_reserve_back` and the wait for a free unpacker context read registers
in a RISC-V loop, which nobody counts), and an instruction that stalls counts once.

The numbers were measured on simulated chips (the open simulator of ttnn 0.81.1, with counters added; kernels with and
without the call, and with it twice), for each fidelity and both widths of Dst. The comments name the function of
tt-metal's low-level kernels that issues them; other releases of tt-metal may differ.

Left out, and named as not counted, is the vector unit: its instructions are chosen by the SFPI compiler.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from codegen.emulator.counters import CoreCounters
from codegen.emulator.request import Arch, Core
from codegen.model.case import FIDELITY_PHASES, MathFidelity
from codegen.plan.chip import TILE_DATUMS

Instructions = Mapping[str, int]
"""Instructions by mnemonic."""

UNPACK, MATH, PACK = TENSIX_PROCESSORS = ("TRISC0", "TRISC1", "TRISC2")
"""The processors that issue Tensix instructions."""

KERNEL_START = "kernel start"
"""What the runtime does in front of a kernel's `kernel_main`, as if it were a call."""

FACES = 4
"""Of a tile: 16 x 16 datums each."""

ROW_BLOCKS = 2
"""Of a face: 8 rows, what the matrix unit multiplies in an instruction."""

FACE_ROWS = 16

PACKED_DATUMS: Mapping[Arch, int] = {"wormhole_b0": 512, "blackhole": 64}
"""What an instruction packs: by Wormhole's four packers, by the one of Blackhole."""


@dataclass(frozen=True)
class Settings:
    """What the counts depend on.

    Attributes:
        arch: The chip.
        math_fidelity: How many phases a multiply takes.
    """

    arch: Arch
    math_fidelity: MathFidelity

    @property
    def phases(self) -> int:
        """Phases of a multiply."""
        return FIDELITY_PHASES[self.math_fidelity]


@dataclass(frozen=True)
class CoreInstructions:
    """The Tensix instructions of a core.

    Attributes:
        core: Logical coordinates.
        by_processor: Instructions by mnemonic, of each processor that issues any.
        not_counted: Calls without a row in the table: how often each was made on the processor with the most.
    """

    core: Core
    by_processor: Mapping[str, Instructions]
    not_counted: Mapping[str, int]


def count_instructions(counters: CoreCounters, settings: Settings) -> CoreInstructions:
    """What a core has issued: by its calls, and by the kernels themselves."""
    sums: dict[str, Counter[str]] = {name: Counter() for name in TENSIX_PROCESSORS}
    not_counted: Counter[str] = Counter()
    for name, total in sums.items():
        total.update(counters.processors[name].instructions)
        for call, times in {KERNEL_START: 1, **counters.processors[name].calls}.items():
            if call not in CALLS:
                not_counted[call] = max(times, not_counted[call])
                continue
            for mnemonic, number in CALLS[call](settings).get(name, {}).items():
                total[mnemonic] += times * number
    return CoreInstructions(counters.core, sums, not_counted)


def _kernel_start(_: Settings) -> Mapping[str, Instructions]:
    # run_kernel: zerosrc, and zeroacc, which sets an address mode of three registers first.
    return {UNPACK: {"ZEROSRC": 1}, MATH: {"ZEROACC": 1, "SETC16": 3}}


def _compute_kernel_hw_startup(settings: Settings) -> Mapping[str, Instructions]:
    # llk_unpack_hw_configure; llk_math_pack_sync_init, llk_math_hw_configure; llk_pack_hw_configure, llk_pack_init,
    # llk_pack_dest_init. Configuration words that are shared are changed under a mutex (ATGETM, ATRELM).
    locked = {"ATGETM": 1, "ATRELM": 1}
    counters_reset = {"SETADCXY": 1, "SETADCZW": 1}
    if settings.arch == "wormhole_b0":
        unpack = {"RMWCIB0": 1, "RMWCIB1": 2, "RMWCIB2": 2, "SETC16": 2, "SETDMAREG": 2}
        math = {"RMWCIB0": 2, "RMWCIB1": 1, "RMWCIB2": 1, "RMWCIB3": 3, "SETC16": 1, "SEMINIT": 1, "STALLWAIT": 2}
        pack = {"RMWCIB0": 1, "RMWCIB1": 2, "RMWCIB2": 1, "RMWCIB3": 1, "SETC16": 3, "SETDMAREG": 18, "SETADCXX": 1}
        pack |= {"REG2FLOP": 6, "WRCFG": 3, "DMANOP": 2, "STALLWAIT": 2}
    else:
        unpack = {"RMWCIB0": 1, "RMWCIB1": 1, "RMWCIB2": 4, "RMWCIB3": 1, "SETC16": 2, "SETDMAREG": 2}
        math = {"RMWCIB0": 3, "RMWCIB1": 1, "RMWCIB3": 3, "SETC16": 1, "SEMINIT": 1, "STALLWAIT": 1}
        pack = {"RMWCIB0": 1, "RMWCIB1": 2, "RMWCIB2": 4, "RMWCIB3": 2, "SETC16": 3, "SETDMAREG": 10, "SETADCXX": 1}
        pack |= {"WRCFG": 9, "DMANOP": 2, "STALLWAIT": 6}
    return {UNPACK: locked | counters_reset | unpack, MATH: math, PACK: locked | counters_reset | pack}


def _mul_init(_: Settings) -> Mapping[str, Instructions]:
    # llk_unpack_AB_init: no transpose, datums of a face. llk_math_eltwise_binary_init: four address modes of three
    # registers each, the sources' valid bits, the counters.
    return {UNPACK: {"RMWCIB1": 1, "SETADCXX": 1}, MATH: {"SETC16": 4 * 3 + 1, "SETRWC": 1}}


def _mul_tiles(settings: Settings) -> Mapping[str, Instructions]:
    # _llk_unpack_AB_: a face of A and one of B by turns, within one context of the unpacker's configuration.
    # _llk_math_eltwise_binary_standard_: blocks of rows, in each phase again. One SETRWC ends the tile; with one phase
    # a program covers the tile, and a SETRWC frees the sources behind each face. With more phases a program covers a
    # face, and the last multiply frees them.
    faces_freed = FACES if settings.phases == 1 else 0
    return {
        UNPACK: {"SETADCZW": 1, "STALLWAIT": 1, "UNPACR": 2 * FACES, "SEMGET": 1, "SETC16": 1},
        MATH: {"SETC16": 1, "ELWMUL": FACES * ROW_BLOCKS * settings.phases, "SETRWC": 1 + faces_freed},
    }


def _mul_tiles_bcast_rows(settings: Settings) -> Mapping[str, Instructions]:
    # As mul_tiles. The counter of B's faces begins anew behind each pair of them (_llk_unpack_AB_mop_config_).
    # Read there, not measured.
    calls = _mul_tiles(settings)
    return {**calls, UNPACK: Counter(calls[UNPACK]) + Counter({"SETADCZW": 2})}


def _tile_regs_acquire(_: Settings) -> Mapping[str, Instructions]:
    return {MATH: {"SEMWAIT": 1}}  # _llk_math_wait_for_dest_available_


def _tile_regs_commit(_: Settings) -> Mapping[str, Instructions]:
    # _llk_math_dest_section_done_: the semaphore behind the multiplies, then the other half of Dst.
    return {MATH: {"STALLWAIT": 2, "SEMPOST": 1, "SETC16": 1}}


def _tile_regs_wait(_: Settings) -> Mapping[str, Instructions]:
    return {PACK: {"SEMWAIT": 1}}  # _llk_packer_wait_for_math_done_


def _tile_regs_release(_: Settings) -> Mapping[str, Instructions]:
    # _llk_pack_dest_section_done_: zeroes the half, gives it back, goes on to the other one.
    return {PACK: {"STALLWAIT": 1, "ZEROACC": 1, "SEMGET": 1, "WRCFG": 1, "DMANOP": 2}}


def _pack_tile(settings: Settings) -> Mapping[str, Instructions]:
    # _llk_pack_: the tile in Dst, its address in L1, the datums; Blackhole resets a counter behind them.
    datums = {"SETADC": 1, "PACR": TILE_DATUMS // PACKED_DATUMS[settings.arch]}
    if settings.arch == "wormhole_b0":
        return {PACK: datums | {"SETDMAREG": 3, "REG2FLOP": 1}}
    return {PACK: datums | {"SETDMAREG": 3, "STALLWAIT": 1, "WRCFG": 1, "DMANOP": 1, "SETADCZW": 1}}


def _llk_pack_relu_config(_: Settings) -> Mapping[str, Instructions]:
    # Mode and threshold, in three bytes of a configuration word that is shared.
    return {PACK: {"ATGETM": 1, "STALLWAIT": 1, "RMWCIB0": 1, "RMWCIB1": 1, "RMWCIB2": 1, "ATRELM": 1}}


def _cb_push_back(_: Settings) -> Mapping[str, Instructions]:
    # llk_push_to_brisc: the count is stored by an instruction, so that it comes behind the packed datums.
    return {PACK: {"SETDMAREG": 1, "STALLWAIT": 1, "STOREREG": 1}}


def _cb_pop_front(_: Settings) -> Mapping[str, Instructions]:
    # llk_pop_tiles: the same behind the unpacked datums.
    return {UNPACK: {"SETDMAREG": 1, "STALLWAIT": 1, "STOREREG": 1}}


def _tilize_a_b_reduce_init(settings: Settings) -> Mapping[str, Instructions]:
    # llk_unpack_tilizeA_B_init: rows of a face, and the distance of rows. llk_math_reduce_init: two address modes of
    # three registers each, the sources' valid bits, the counters.
    math = {"SETC16": 2 * 3 + 1, "SETRWC": 1}
    if settings.arch == "wormhole_b0":
        return {UNPACK: {"REG2FLOP": 2, "RMWCIB1": 1, "SETADCXX": 2, "SETDMAREG": 2}, MATH: math}
    shifted = {"RMWCIB1": 1, "RMWCIB2": 1, "RMWCIB3": 1}
    return {UNPACK: shifted | {"SETADCXX": 2, "SETDMAREG": 2, "STALLWAIT": 1, "WRCFG": 1}, MATH: math}


def _llk_unpack_tilize_a_b(settings: Settings) -> Mapping[str, Instructions]:
    # Wormhole unpacks the upper and the lower faces within a context each, both operands by turns. Blackhole takes a
    # context for each face, and an instruction for each of its rows: the address moves on by CFGSHIFTMASK.
    if settings.arch == "wormhole_b0":
        return {UNPACK: {"SETADCZW": 3, "STALLWAIT": 2, "UNPACR": 2 * FACES, "SEMGET": 2, "SETC16": 2}}
    contexts = {"STALLWAIT": FACES, "SEMGET": FACES, "SETC16": FACES, "SETADCXY": FACES, "SETADCZW": 1}
    rows = {"UNPACR": FACES * (FACE_ROWS + 1), "CFGSHIFTMASK": FACES * (FACE_ROWS - 1)}
    return {UNPACK: contexts | rows}


def _reduce_tile_math(settings: Settings) -> Mapping[str, Instructions]:
    # _llk_math_reduce_ of columns: each face once in each phase.
    return {MATH: {"SETC16": 1, "GAPOOL": FACES * settings.phases, "SETRWC": 6}}


def _unpack_tilize_a_b_uninit(settings: Settings) -> Mapping[str, Instructions]:
    if settings.arch == "wormhole_b0":
        return {UNPACK: {"REG2FLOP": 2, "SETADCZW": 1, "SETDMAREG": 4, "STALLWAIT": 1}}
    return {UNPACK: {"RMWCIB2": 1, "RMWCIB3": 1, "SETADCXY": 1, "SETDMAREG": 2, "STALLWAIT": 2, "WRCFG": 1}}


def _pack_untilize_dest_init(settings: Settings) -> Mapping[str, Instructions]:
    # The packer is configured anew, with strides of rows; Blackhole tells the matrix unit how Dst is read.
    if settings.arch == "wormhole_b0":
        pack = {"RMWCIB0": 1, "RMWCIB2": 4, "RMWCIB3": 5, "SETC16": 4, "SETDMAREG": 17, "SETADCXX": 1}
        return {PACK: pack | {"REG2FLOP": 7, "WRCFG": 3, "DMANOP": 2, "STALLWAIT": 2}}
    pack = {"RMWCIB0": 2, "RMWCIB1": 1, "RMWCIB2": 2, "RMWCIB3": 2, "SETC16": 2, "SETDMAREG": 10, "SETADCXX": 2}
    return {MATH: {"RMWCIB0": 2}, PACK: pack | {"WRCFG": 7, "DMANOP": 2, "STALLWAIT": 5}}


def _pack_untilize_dest(settings: Settings) -> Mapping[str, Instructions]:
    # One row of a tile: what the schedule packs.
    if settings.arch == "wormhole_b0":
        counters = {"ADDRCRXY": 1, "INCADCXY": 1, "INCADCZW": 1, "SETADC": 1}
        return {PACK: counters | {"PACR": 4, "REG2FLOP": 4, "SETDMAREG": 8}}
    counters = {"ADDRCRZW": 1, "INCADCZW": 2, "SETADC": 2, "SETADCXY": 2, "SETADCZW": 2}
    return {PACK: counters | {"PACR": 1, "CFGSHIFTMASK": 1, "SETDMAREG": 3, "STALLWAIT": 1, "WRCFG": 1, "DMANOP": 1}}


def _pack_untilize_uninit(settings: Settings) -> Mapping[str, Instructions]:
    if settings.arch == "wormhole_b0":
        pack = {"RMWCIB0": 1, "RMWCIB2": 4, "RMWCIB3": 5, "SETC16": 3, "SETDMAREG": 20, "SETADCXX": 1}
        return {PACK: pack | {"REG2FLOP": 10, "WRCFG": 3, "DMANOP": 2, "STALLWAIT": 2}}
    pack = {"RMWCIB0": 2, "RMWCIB1": 1, "RMWCIB2": 2, "RMWCIB3": 2, "SETC16": 3, "SETDMAREG": 12, "SETADCXX": 2}
    return {PACK: pack | {"WRCFG": 10, "DMANOP": 2, "STALLWAIT": 6}}


def _reconfig_data_format_srca(settings: Settings) -> Mapping[str, Instructions]:
    # llk_unpack_reconfig_data_format_srca: formats, the size of a tile, strides of the register.
    # llk_math_reconfig_data_format_srca: the format; a change of what denormals are is counted where it is made.
    if settings.arch == "wormhole_b0":
        unpack = {"RMWCIB0": 3, "RMWCIB1": 3, "RMWCIB2": 1, "SETDMAREG": 1, "STALLWAIT": 1}
        return {UNPACK: unpack, MATH: {"RMWCIB2": 1, "RMWCIB3": 1, "STALLWAIT": 1}}
    unpack = {"RMWCIB0": 3, "RMWCIB1": 2, "RMWCIB2": 2, "RMWCIB3": 1, "SETDMAREG": 1, "STALLWAIT": 1}
    return {UNPACK: unpack, MATH: {"RMWCIB3": 1, "STALLWAIT": 1}}


def _reconfig_full_operand_srca(settings: Settings) -> Mapping[str, Instructions]:
    # The same, the size of a tile once more, the datums of a face for both contexts, the number of faces.
    faces = {"RMWCIB0": 1, "RMWCIB1": 1, "RMWCIB2": 2, "RMWCIB3": 2, "SETDMAREG": 1}
    formats = _reconfig_data_format_srca(settings)
    return {UNPACK: Counter(formats[UNPACK]) + Counter(faces), MATH: formats[MATH]}


def _copy_init(settings: Settings) -> Mapping[str, Instructions]:
    # llk_unpack_A_init: no transpose, datums of a face. llk_math_eltwise_unary_datacopy_init: address modes of three
    # registers each, the sources' valid bits, the counters.
    registers = 2 * 3 + 1 if settings.arch == "wormhole_b0" else 3 * 3 + 1
    return {UNPACK: {"RMWCIB1": 1, "SETADCXX": 1}, MATH: {"SETC16": registers, "SETRWC": 1}}


def _copy_tile(settings: Settings) -> Mapping[str, Instructions]:
    # _llk_unpack_A_: a face of A, and zeros as one of B. _llk_math_eltwise_unary_datacopy_: a SETRWC ends each face and
    # one the tile; what moves blocks is counted where it is done, as a Dst of 32 bits takes another instruction.
    zeros = 2 if settings.arch == "wormhole_b0" else 1
    unpack = {"SETADCZW": 1, "STALLWAIT": 1, "UNPACR": FACES, "UNPACR_NOP": zeros * FACES, "SEMGET": 1, "SETC16": 1}
    return {UNPACK: unpack, MATH: {"SETC16": 1, "SETRWC": FACES + 1}}


def _pack_reconfig_data_format(settings: Settings) -> Mapping[str, Instructions]:
    # llk_pack_reconfig_data_format to bfloat16; what bfloat8_b takes besides is counted where it is done.
    if settings.arch == "wormhole_b0":
        pack = {"RMWCIB0": 1, "RMWCIB2": 4, "RMWCIB3": 5, "SETDMAREG": 9}
        return {PACK: pack | {"REG2FLOP": 7, "WRCFG": 2, "STALLWAIT": 1}}
    pack = {"RMWCIB0": 1, "RMWCIB2": 2, "RMWCIB3": 2, "SETDMAREG": 6, "SETADCXX": 1}
    return {PACK: pack | {"WRCFG": 5, "STALLWAIT": 2}}


def _none(_: Settings) -> Mapping[str, Instructions]:
    return {}


CALLS: Mapping[str, Callable[[Settings], Mapping[str, Instructions]]] = {
    KERNEL_START: _kernel_start,
    "compute_kernel_hw_startup": _compute_kernel_hw_startup,
    "mul_init": _mul_init,
    "mul_tiles": _mul_tiles,
    "mul_bcast_rows_init": _mul_init,
    "mul_tiles_bcast_rows": _mul_tiles_bcast_rows,
    "tile_regs_acquire": _tile_regs_acquire,
    "tile_regs_commit": _tile_regs_commit,
    "tile_regs_wait": _tile_regs_wait,
    "tile_regs_release": _tile_regs_release,
    "pack_tile": _pack_tile,
    "llk_pack_relu_config": _llk_pack_relu_config,
    "cb_push_back": _cb_push_back,
    "cb_pop_front": _cb_pop_front,
    "tilizeA_B_reduce_init": _tilize_a_b_reduce_init,
    "llk_unpack_tilizeA_B": _llk_unpack_tilize_a_b,
    "reduce_tile_math": _reduce_tile_math,
    "unpack_tilizeA_B_uninit": _unpack_tilize_a_b_uninit,
    "pack_untilize_dest_init": _pack_untilize_dest_init,
    "pack_untilize_dest": _pack_untilize_dest,
    "pack_untilize_uninit": _pack_untilize_uninit,
    "reconfig_data_format_srca": _reconfig_data_format_srca,
    "reconfig_full_operand_srca": _reconfig_full_operand_srca,
    "copy_init": _copy_init,
    "copy_tile": _copy_tile,
    "pack_reconfig_data_format": _pack_reconfig_data_format,
    # RISC-V alone.
    "cb_wait_front": _none,
    "cb_reserve_back": _none,
    "compile_time_word": _none,
    "get_arg_addr": _none,
    "get_arg_val": _none,
    "get_common_arg_val": _none,
}
"""The table: what each call issues, by processor. A call that is not in it is reported as not counted."""
