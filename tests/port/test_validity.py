"""The ten broken programs of Metal 2.0 that tt-metal refuses with ten messages: ttdw refuses each before, with its own.

Three can be written as a spec. A spec cannot say the others, as the factory is emitted: there the factory is changed.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest

from codegen.model.case import Case
from codegen.model.finding import InputError, PlacedFinding
from codegen.model.loader import LoadedVariant, load_variants
from codegen.port import factories, validity
from codegen.port.validity import refusals, validity_findings
from codegen.resources import shipped_specs
from tests.port.planted import Planted
from tests.port.test_slots import CASES, HEIGHT, plans, plant

SPEC = shipped_specs() / "depthwise_conv2d.yaml"
WIDE = HEIGHT.model_copy(update={"fp32_dest_acc": True})


@dataclass(frozen=True)
class Broken:
    """One of the ten.

    Attributes:
        rule: The rule that it breaks.
        message: What is said of it.
        old: Text of the spec, or of the emitted factory.
        new: What stands there instead.
        at: Text on the line of the spec that is named.
        case: The case whose program is asked for.
    """

    rule: str
    message: str
    old: str
    new: str
    at: str
    case: Case = HEIGHT


IN_A_SPEC = {
    "an argument twice": Broken(
        "name-once",
        "argument 'kernel_width' is declared 2 times, wanted 1",
        "name: kernel_height,",
        "name: kernel_width,",
        "name: kernel_width,",
    ),
    "a name that is no identifier": Broken(
        "field-string-pattern-mismatch",
        "field 'name' is \"int x\": string should match pattern '^[a-z][a-z0-9_]*$'",
        "{name: linear, index: 2,",
        '{name: "int x", index: 2,',
        '{name: "int x"',
    ),
    "a semaphore that kernels do not know": Broken(
        "semaphore-declared",
        "semaphore 'ready' is declared and no kernel uses it",
        "{name: weights_wanted, id: 0,",
        "{name: ready, id: 0,",
        "{name: ready, id: 0,",
    ),
}

IN_THE_FACTORY = {
    "nobody fills a buffer": Broken(
        "buffer-ends",
        "buffer 'linear' has 0 bindings as PRODUCER on (0,0)-(3,0), wanted 1",
        "    for (const auto& [buffer, end] : names.buffers) {\n",
        "    for (const auto& [buffer, end] : names.buffers) {\n"
        '        if (std::string(buffer.name) == "linear" && end == End::fills) {\n            continue;\n        }\n',
        "{name: linear, index: 2,",
    ),
    "two kernels on a NoC": Broken(
        "movers-differ",
        "are both on NoC NOC_0 of core (0,0)",
        "1 - variant.reader_noc)",
        "variant.reader_noc)",
        "noc: 0",
    ),
    "a core in two work units": Broken(
        "core-in-one-unit",
        "(0,0) is in 2 work units, wanted 1",
        ".target_nodes = nodes_of(one.cores)}",
        ".target_nodes = tt::tt_metal::CoreCoord{0, 0}}",
        "topology: grid",
    ),
    "a kernel without its arguments": Broken(
        "argument-given",
        "argument 'mcast_sender_noc_x' of kernel 'reader_receiver' has 0 values on (1,0)-(3,0), wanted 1",
        "run.kernel_run_args.push_back(arguments_of(placed));",
        'if (std::string(placed.names.name) != "reader_receiver") {\n'
        "            run.kernel_run_args.push_back(arguments_of(placed));\n        }",
        "{name: mcast_sender_noc_x,",
    ),
    "a buffer larger than its shard": Broken(
        "buffer-in-shard",
        "buffer 'output' takes 4096 bytes of a shard of 2048 bytes",
        "    if (plan.tile_rows != kTileSide) {",
        "    if (plan.memory == CircularBuffer::Memory::output_shard) {\n        buffer.num_entries *= 2;\n    }\n"
        "    if (plan.tile_rows != kTileSide) {",
        "{name: output,",
    ),
    "float32 unpacked nobody knows where": Broken(
        "unpack-mode",
        "buffer 'weights' is in Float32 and Dst has 32 bits, and 0 unpack modes are given, wanted 1",
        ".data_format_metadata = to_data_format(plan.format)}",
        ".data_format_metadata =\n"
        '            std::string(found->name) == "weights" ? tt::DataFormat::Float32 : to_data_format(plan.format)}',
        "{name: weights, index:",
        WIDE,
    ),
    "a tensor that nobody uses": Broken(
        "tensor-bound",
        "tensor 'never' is a parameter, and 0 kernels and buffers use it, wanted 1 at least",
        "    bind(kOutput, output);\n",
        '    bind(kOutput, output);\n    bind("never", tensors.input);\n',
        "reader:",
    ),
}


def shipped() -> LoadedVariant:
    """The variant of the cases, for Metal 2.0."""
    return next(one for one in load_variants([SPEC], "metal2") if one.variant.name == HEIGHT.variant)


def assert_told(findings: Sequence[PlacedFinding], file: Path, broken: Broken) -> None:
    found = [one for one in findings if one.finding.rule == broken.rule and broken.message in one.finding.message]
    assert found, findings
    assert re.match(rf"{re.escape(str(file))}:\d+: \[{broken.rule}\] ", str(found[0]))
    assert broken.at in file.read_text().splitlines()[found[0].line - 1]


def test_there_are_ten() -> None:
    assert len(IN_A_SPEC | IN_THE_FACTORY) == 10


@pytest.mark.parametrize("broken", IN_A_SPEC.values(), ids=IN_A_SPEC)
def test_a_spec_is_refused(broken: Broken, tmp_path: Path) -> None:
    text = SPEC.read_text()
    assert text.count(broken.old) == 1
    file = tmp_path / "mine.yaml"
    file.write_text(text.replace(broken.old, broken.new))
    with pytest.raises(InputError) as refused:
        load_variants([file], "metal2")
    assert_told(refused.value.findings, file, broken)


@pytest.mark.parametrize("broken", IN_THE_FACTORY.values(), ids=IN_THE_FACTORY)
def test_a_program_is_refused(broken: Broken, monkeypatch: pytest.MonkeyPatch) -> None:
    plant(Planted(broken.old, broken.new, where="", slot=""), monkeypatch)
    found = refusals(plans(broken.case)[1], shipped())
    assert_told(found, SPEC, broken)
    assert all(one.finding.hint for one in found)


RULES_BESIDE = {
    "argument twice in what is emitted": (
        "names-differ",
        "kernel 'compute' has 2 arguments called 'num_runs', wanted 1",
        "    kernel.runtime_arg_schema = {",
        '    kernel.compile_time_args.emplace("num_runs", 1U);\n    kernel.runtime_arg_schema = {',
    ),
    "identifier in what is emitted": (
        "name-identifier",
        "'int x' is no identifier of C++",
        ".semaphore_spec_name = metal2::SemaphoreSpecName{semaphore.name}, .accessor_name = semaphore.name}",
        '.semaphore_spec_name = metal2::SemaphoreSpecName{semaphore.name}, .accessor_name = "int x"}',
    ),
    "long name": (
        "name-length",
        "has 65 letters, tt-metal takes 64",
        ".semaphore_spec_name = metal2::SemaphoreSpecName{semaphore.name}, .accessor_name = semaphore.name}",
        ".semaphore_spec_name = metal2::SemaphoreSpecName{semaphore.name}, .accessor_name = std::string(65, 'a')}",
    ),
    "semaphore that a kernel is not told": (
        "semaphore-bound",
        "kernel 'reader_sender' uses semaphore 'weights_valid', and binds 0 of its 2 semaphores",
        "    for (const auto& semaphore : names.semaphores) {",
        "    for (const auto& semaphore : std::vector<SemaphoreName>{}) {",
    ),
    "tensor that is not given": (
        "tensor-given",
        "tensor 'never' is a parameter, and none is given",
        "    bind(kOutput, output);\n",
        "    bind(kOutput, output);\n    spec.tensor_parameters.push_back(\n"
        '        metal2::TensorParameter{.unique_id = metal2::TensorParamName{"never"}});\n',
    ),
}
"""Rules that a spec or one of the ten has shown elsewhere, and that the factory could break by itself."""


@pytest.mark.parametrize(("rule", "message", "old", "new"), RULES_BESIDE.values(), ids=RULES_BESIDE)
def test_a_factory_cannot_break_what_specs_cannot(
    rule: str, message: str, old: str, new: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    plant(Planted(old, new, where="", slot=""), monkeypatch)
    assert (rule, True) in {(one.finding.rule, message in str(one)) for one in refusals(plans(HEIGHT)[1], shipped())}


def test_every_rule_is_shown() -> None:
    known = set(re.findall(r'Finding\(\s*"([a-z-]+)"', Path(validity.__file__).read_text()))
    assert known == {one.rule for one in IN_THE_FACTORY.values()} | {one[0] for one in RULES_BESIDE.values()}


@pytest.mark.parametrize("name", sorted({case.variant for case in CASES}))
def test_nothing_is_refused_in_a_shipped_operation(name: str) -> None:
    for case in CASES:
        if case.variant == name and case.expect == "pass":
            plan = plans(case)[1]
            assert validity_findings(plan, factories.describe(plan)) == [], case.id
