"""Tensix instructions that a kernel issues itself: the emitted block multiply in the toy, and what each line guards."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, get_args

import numpy as np
import pytest

from codegen.emulator import Arch, MathFidelity
from codegen.model.case import FIDELITY_PHASES
from tests.emulator import toy

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from codegen.emulator import RunRequest

TILES = 4
ROW_PITCH = 1040
NARROW_PITCH = 256
SHORT_DATUMS = 3 * 128


def operands() -> tuple[NDArray[np.uint16], NDArray[np.uint16]]:
    rng = np.random.default_rng(0)
    inputs, weights = rng.standard_normal((2, TILES * toy.TILE_DATUMS))
    return toy.bfloat16(inputs), toy.bfloat16(weights).reshape(TILES, toy.TILE_DATUMS)


def in_blocks(fidelity: MathFidelity = "HiFi4", fp32_dest_acc: bool = True, arch: Arch = "wormhole_b0") -> RunRequest:
    inputs, weights = operands()
    return toy.request(
        "multiply_in_blocks",
        tiles=TILES,
        inputs=inputs,
        weights=weights,
        math_fidelity=fidelity,
        fp32_dest_acc=fp32_dest_acc,
        arch=arch,
    )


def over_a_jump(jump_rows: int, arch: Arch = "wormhole_b0") -> RunRequest:
    inputs, weights = operands()
    return toy.request(
        "multiply_over_a_jump", parameter=jump_rows, tiles=TILES, inputs=inputs, weights=weights, arch=arch
    )


def by_mul_tiles(
    pieces: list[NDArray[np.uint16]], weights: NDArray[np.uint16], fidelity: MathFidelity, fp32: bool, arch: Arch
) -> NDArray[np.uint16]:
    """Sum of pieces times weights, each filled up with zeros to a tile, as mul_tiles gives it."""
    inputs = np.zeros((len(pieces), toy.TILE_DATUMS), np.uint16)
    for row, piece in zip(inputs, pieces, strict=True):
        row[: piece.size] = piece
    asked = toy.request(
        "multiply",
        tiles=len(pieces),
        inputs=inputs,
        weights=weights,
        math_fidelity=fidelity,
        fp32_dest_acc=fp32,
        arch=arch,
    )
    return toy.output_of(toy.run(asked))[0, : toy.TILE_DATUMS]


@pytest.mark.parametrize("arch", get_args(Arch))
@pytest.mark.parametrize("fp32", [True, False])
@pytest.mark.parametrize("fidelity", get_args(MathFidelity))
def test_same_bits_as_mul_tiles(fidelity: MathFidelity, fp32: bool, arch: Arch) -> None:
    inputs, weights = operands()
    tile = toy.TILE_DATUMS
    output = toy.output_of(toy.run(in_blocks(fidelity, fp32, arch))).reshape(TILES, tile)
    for row in range(2):
        taps = [inputs[tap * tile + row * ROW_PITCH :][:tile] for tap in range(2)]
        np.testing.assert_array_equal(output[row], by_mul_tiles(taps, weights[:2], fidelity, fp32, arch))
        piece = inputs[row * ROW_PITCH :][:SHORT_DATUMS]
        np.testing.assert_array_equal(output[2 + row], by_mul_tiles([piece], weights[2:3], fidelity, fp32, arch))


@pytest.mark.parametrize("fidelity", get_args(MathFidelity))
def test_each_instruction_is_counted(fidelity: MathFidelity) -> None:
    (core,) = toy.run(in_blocks(fidelity)).counters
    unpack, math = core.processors["TRISC0"], core.processors["TRISC1"]
    calls, rows, groups, address_modes = 3, 2, 2, 3
    contexts = groups + calls  # the first weights of a group have one of their own
    speeds = 2 * groups
    assert unpack.instructions == {
        "UNPACR": calls * (1 + rows),
        "STALLWAIT": 1 + contexts + speeds,
        "SETADCXX": groups,
        "SETADCXY": calls,
        "SETADCZW": 1,
        "SEMGET": contexts,
        "SETC16": contexts,
        "RMWCIB0": 1 + speeds,
        **{f"RMWCIB{byte}": 1 for byte in range(1, 4)},
    }
    assert math.instructions == {
        "ELWMUL": FIDELITY_PHASES[fidelity] * rows * (8 + 8 + 3),
        "SETC16": calls + 3 * address_modes,
        "SETRWC": calls + 1,
    }
    assert unpack.datums["src_a"] == rows * (2 * toy.TILE_DATUMS + SHORT_DATUMS)
    assert unpack.datums["src_b"] == 2 * toy.TILE_DATUMS + SHORT_DATUMS


@pytest.mark.parametrize("arch", get_args(Arch))
@pytest.mark.parametrize("jump_rows", [0, 1, 7])
def test_jump_and_repeated_chunk(jump_rows: int, arch: Arch) -> None:
    inputs, weights = operands()
    output = toy.output_of(toy.run(over_a_jump(jump_rows, arch))).reshape(TILES, toy.TILE_DATUMS)
    for chunk, row in enumerate([0, 1, 2 + jump_rows, 3 + jump_rows]):
        first = row * NARROW_PITCH
        pieces = [inputs[first:], inputs[toy.TILE_DATUMS + first :], weights[3]]
        wanted = by_mul_tiles([piece[:SHORT_DATUMS] for piece in pieces], weights[:3], "HiFi4", fp32=True, arch=arch)
        np.testing.assert_array_equal(output[chunk, :SHORT_DATUMS], wanted[:SHORT_DATUMS])


def test_jump_is_one_instruction_in_each_tap() -> None:
    (core,) = toy.run(over_a_jump(7)).counters
    assert core.processors["TRISC0"].instructions["INCADCXY"] == 2


def test_jump_that_the_instruction_cannot_hold() -> None:
    result = toy.run(over_a_jump(8))
    assert result.verdict == "error"
    assert re.search(r"TRISC0 \(unpack\): INCADCXY by 8 rows, but 7 are the most", result.message), result.message


@pytest.mark.parametrize("enough_chunks", [1, 5])
def test_speed_of_the_weights_changes_no_bit(enough_chunks: int) -> None:
    """Always slow, or never: as with four chunks, for which they are slow from the second tap on."""
    edit = (toy.BLOCK_MULTIPLY, "enough_chunks = 4;", f"enough_chunks = {enough_chunks};")
    for asked in (in_blocks(), over_a_jump(3)):
        np.testing.assert_array_equal(toy.output_of(toy.run(asked, edited(edit))), toy.output_of(toy.run(asked)))


def test_blackhole_keeps_the_speed_of_the_weights() -> None:
    (core,) = toy.run(in_blocks(arch="blackhole")).counters
    assert core.processors["TRISC0"].instructions["RMWCIB0"] == 1  # the length of a row


Edit = tuple[str, str, str]


def without(line: str) -> Edit:
    """The emitted header without a line, wherever it stands."""
    return toy.BLOCK_MULTIPLY, f"    {line}\n", ""


FIRST_LOAD = "    uint32_t num_loaded = blocks::load_first_chunks(whole, whole.count, input.at(0), weights, 0);\n"
MUL_TILES = "MATH((mul_tiles(toy::input, toy::weights, 0, 0, 0)));\n"
LAST_BEGIN = "    blocks::begin_chunks(few);\n"
LAST_MULTIPLY = "    blocks::multiply_add(few, num_loaded, input.at(0));\n"
LAST_PACK = "    tile_regs_commit();\n    pack_two_to_output(0);\n"
SET_ROW = (
    "PACK((TT_SETDMAREG(p_setdmareg::PAYLOAD_IMMEDIATE, 0, p_setdmareg::MODE_IMMEDIATE, "
    "LO_16(p_gpr_pack::DEST_OFFSET_LO))));\n"
)

BROKEN: dict[str, tuple[Edit, str, str]] = {
    "address not waited for": (
        without("TTI_STALLWAIT(p_stall::STALL_UNPACK, p_stall::TRISC_CFG);"),
        "TRISC0",
        r"UNPACR may not see the address stored last: no STALLWAIT\(STALL_UNPACK, TRISC_CFG\)",
    ),
    "configuration changed at work": (
        without("TTI_STALLWAIT(p_stall::STALL_CFG, p_stall::UNPACK);"),
        "TRISC0",
        r"the configuration changes while the unpackers may be at work: no STALLWAIT\(STALL_CFG, UNPACK\)",
    ),
    "context not taken": (
        without("semaphore_post(ckernel::semaphore::UNPACK_SYNC);"),
        "TRISC0",
        r"UNPACR without semaphore_post\(UNPACK_SYNC\)",
    ),
    "context not switched": (
        without("switch_config_context(unp_cfg_context);"),
        "TRISC0",
        r"stored into context 0 of the configuration, which the unpackers may still use",
    ),
    "context not waited for": (
        (toy.BLOCK_MULTIPLY, "{ wait_for_next_context(config_contexts); }", "{}"),
        "TRISC0",
        r"stored into context 0 of the configuration, which the unpackers may still use: no wait_for_next_context",
    ),
    "wrong context": (
        (toy.BLOCK_MULTIPLY, " + unp_cfg_context", " + (1 - unp_cfg_context)"),
        "TRISC0",
        r"UNPACR reads L1 address 16, which belongs to no circular buffer",
    ),
    "number of datums unknown": (
        without("UNPACK((TT_SETADCXX(p_setadc::UNP_AB, chunks.blocks * block_datums - 1, 0)));"),
        "TRISC0",
        r"UNPACR without SETADCXX",
    ),
    "too many datums": (
        (toy.BLOCK_MULTIPLY, "block_datums - 1, 0", "block_datums, 0"),
        "TRISC0",
        r"SETADCXX from datum 0 to 1024, but a source register holds 1024",
    ),
    "rows not counted from zero": (
        without("TTI_SETADCXY(p_setadc::UNP_A, 0, 0, 0, 0, input_y);"),
        "TRISC0",
        r"UNPACR reads 2048 bytes at L1 address \d+, but of buffer 0 \(input\) only 8192 bytes .* are promised",
    ),
    "rows without length": (
        (toy.COMPUTE, "block_multiply_init(toy::row_pitch)", "block_multiply_init(0)"),
        "TRISC0",
        r"UNPACR of row 1 in context 0, whose rows have no length",
    ),
    "rows of an odd length": (
        (toy.COMPUTE, "block_multiply_init(toy::row_pitch)", "block_multiply_init(toy::row_pitch + 4)"),
        "TRISC0",
        r"UNPACR from L1 address \d+, which is no multiple of 16",
    ),
    "behind the end of a buffer": (
        (toy.COMPUTE, "block_multiply_init(toy::row_pitch)", "block_multiply_init(2056)"),
        "TRISC0",
        r"UNPACR reads 2048 bytes at L1 address \d+, but of buffer 0 \(input\) only 8192 bytes .* are promised",
    ),
    "pages not waited for": (
        (toy.COMPUTE, "cb_wait_front(toy::input, tiles);\n\n", "\n"),
        "TRISC0",
        r"UNPACR reads 2048 bytes at L1 address \d+, but of buffer 0 \(input\) only 0 bytes .* are promised",
    ),
    "first weights not waited for": (
        (toy.BLOCK_MULTIPLY, "    weights.wait_for(weight_tile);\n", ""),
        "TRISC0",
        r"UNPACR reads 2048 bytes at L1 address \d+, but of buffer 1 \(weights\) only 0 bytes .* are promised",
    ),
    "next weights not waited for": (
        (toy.BLOCK_MULTIPLY, "weights.wait_for(weight_tile);\n", "weights.wait_for(0);\n"),
        "TRISC0",
        r"UNPACR reads 2048 bytes at L1 address \d+, but of buffer 1 \(weights\) only 2048 bytes .* are promised",
    ),
    "multiply on the wrong processor": (
        (
            toy.COMPUTE,
            LAST_MULTIPLY,
            "    UNPACK((ckernel_template(1, 1, TT_OP_ELWMUL(0, 0, 0, 0, 0)).program()));\n"
            "    UNPACK((ckernel_template::run()));\n",
        ),
        "TRISC0",
        r"ELWMUL is an instruction for TRISC1 \(math\)",
    ),
    "too many rounds": (
        (toy.BLOCK_MULTIPLY, "program(fidelity_phases(), num_blocks,", "program(fidelity_phases(), 16 * num_blocks,"),
        "TRISC1",
        r"a macro operation of 4 x 128 rounds: a loop has 1 to 127",
    ),
    "nothing recorded": (
        (toy.COMPUTE, LAST_MULTIPLY, LAST_MULTIPLY + "MATH((TT_REPLAY(math::replay_buf_offset, 2, 0, 0)));"),
        "TRISC1",
        r"REPLAY of place 16, where no instruction was recorded",
    ),
    "more recorded than there are places": (
        (toy.COMPUTE, LAST_MULTIPLY, LAST_MULTIPLY + "MATH((lltt::record(math::replay_buf_offset, 17)));"),
        "TRISC1",
        r"a record of 17 instructions from place 16 on: there are places for 1 to 32",
    ),
    "no program": (
        without("program.program();"),
        "TRISC1",
        r"a macro operation is run without its program",
    ),
    "a call that has lost its program": (
        (toy.COMPUTE, LAST_BEGIN, f"    mul_init(toy::input, toy::weights);\n{LAST_BEGIN}    {MUL_TILES}"),
        "TRISC1",
        r"mul_tiles without mul_init",
    ),
    "more blocks than unpacked": (
        (toy.BLOCK_MULTIPLY, "program_multiply(chunks.blocks)", "program_multiply(max_chunk_blocks)"),
        "TRISC1",
        r"ELWMUL from datum 384 of SrcA, of which the unpacker has brought 384",
    ),
    "a tile that Dst has not": (
        (toy.COMPUTE, "/*first_tile=*/1, /*count=*/2", "/*first_tile=*/3, /*count=*/2"),
        "TRISC1",
        r"ELWMUL into row 256 of Dst, but the 4 tiles that tile_regs_acquire has given it begin at row 0",
    ),
    "the other half of Dst": (
        (toy.BLOCK_MULTIPLY, "get_dest_buffer_base() + ", ""),
        "TRISC1",
        r"ELWMUL into row 0 of Dst, but the 4 tiles that tile_regs_acquire has given it begin at row 512",
    ),
    "outside of a section": (
        (toy.COMPUTE, f"{FIRST_LOAD}    tile_regs_acquire();\n", FIRST_LOAD),
        "TRISC1",
        r"ELWMUL outside of tile_regs_acquire and tile_regs_commit",
    ),
    "an empty register freed": (
        (toy.COMPUTE, LAST_PACK, LAST_PACK + "MATH((TTI_SETRWC(p_setrwc::CLR_A, 0, 0, 0, 0, 0)));"),
        "TRISC1",
        r"an instruction frees a source register that holds nothing",
    ),
    "a register not waited for": (
        (toy.COMPUTE, LAST_PACK, LAST_PACK + SET_ROW + "PACK((select_packer_dest_registers<DST_SYNC_MODE>()));"),
        "TRISC2",
        r"the configuration takes register 4, which may not be set yet: no STALLWAIT\(STALL_CFG, THCON\) before",
    ),
}


def edited(edit: Edit) -> dict[str, str]:
    path, old, new = edit
    text = toy.sources()[path]
    assert old in text
    return {path: text.replace(old, new)}


@pytest.mark.parametrize("rule", BROKEN)
def test_broken_rule(rule: str) -> None:
    edit, processor, message = BROKEN[rule]
    result = toy.run(in_blocks(), edited(edit))
    assert result.verdict == "error", result.message
    assert re.search(rf"core \(0, 0\), {processor} \(\w+\): .*{message}", result.message), result.message


HANGS: dict[str, tuple[Edit, str, str]] = {
    "context not given back": (
        without("t6_semaphore_get(ckernel::semaphore::UNPACK_SYNC);"),
        "TRISC0",
        "a free context of the unpackers' configuration",
    ),
    "weights not freed": (
        (toy.BLOCK_MULTIPLY, "TTI_SETRWC(p_setrwc::CLR_B,", "TTI_SETRWC(p_setrwc::CLR_NONE,"),
        "TRISC0",
        "a free bank of SrcA and SrcB: the matrix unit has consumed none",
    ),
}


@pytest.mark.parametrize("rule", HANGS)
def test_hang(rule: str) -> None:
    edit, processor, waits_for = HANGS[rule]
    result = toy.run(in_blocks(), edited(edit))
    assert result.verdict == "hang", result.message
    assert (processor, waits_for) in [(one.processor, one.waits_for) for one in result.waiting]


LEFT: dict[str, tuple[Edit, str]] = {
    "weights": (
        (toy.COMPUTE, LAST_MULTIPLY, LAST_MULTIPLY.replace("input.at(0)", "input.at(0), weights, 3")),
        "the program ends with SrcB unpacked and not freed by the matrix unit",
    ),
    "operands": (
        (toy.COMPUTE, LAST_MULTIPLY, LAST_MULTIPLY + "    UNPACK((blocks::multiply_add(few, 0, input.at(0))));\n"),
        "the program ends with SrcA unpacked and not freed by the matrix unit",
    ),
    "context": (
        (toy.COMPUTE, LAST_PACK, LAST_PACK + "    UNPACK((semaphore_post(semaphore::UNPACK_SYNC)));"),
        "the program ends with a context of the unpackers' configuration taken",
    ),
}


@pytest.mark.parametrize("what", LEFT)
def test_what_the_end_of_a_program_leaves(what: str) -> None:
    edit, message = LEFT[what]
    result = toy.run(in_blocks(), edited(edit))
    assert result.verdict == "error", result.message
    assert message in result.message
