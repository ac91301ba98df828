"""coverage: which depthwise layers of known networks have a plan, and what the others lack."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Annotated

from cyclopts import Parameter

from codegen.commands.boards import chip_on
from codegen.commands.cases import with_l1_small
from codegen.commands.exit_code import ExitCode
from codegen.commands.files import require_own_files, write_report
from codegen.commands.options import STANDARD_OUTPUT, Json, L1Small, Specs
from codegen.commands.progress import with_progress
from codegen.commands.selection import load_specs
from codegen.model.case import Case
from codegen.model.document import read_document
from codegen.model.finding import Finding, did_you_mean, on_command_line
from codegen.model.loader import cases_in
from codegen.plan.chip import Chip, ChipName
from codegen.plan.coverage import Coverage, NetworkCoverage, columns_of
from codegen.resources import shipped_cases

SCHEMA = 1

BOARD_OF: dict[ChipName, str] = {"wormhole": "n150", "blackhole": "p150"}
"""The board that stands for a chip."""


def coverage(
    *network: Annotated[str, Parameter(help="Network or case file. [default: all networks that travel with the tool]")],
    chip: Annotated[ChipName | None, Parameter(name="--chip", help="Only this chip. [default: both]")] = None,
    board: Annotated[
        list[str] | None,
        Parameter(
            name="--board",
            negative=(),
            help="Board to plan for, or the cores of a chip as 8x7; repeatable. [default: n150 and p150]",
        ),
    ] = None,
    l1_small_size: L1Small = None,
    spec: Specs = None,
    write: Annotated[Path | None, Parameter(help="Write the page, in Markdown, to this file.")] = None,
    json: Json = None,
) -> ExitCode:
    """Show how many depthwise layers of networks have a plan, by board, operation and layout, and what others lack.

    A network is one of those in cases/networks, or a case file of your own. Each layer may have as many cores of the
    board as it takes. Of those that have no plan as one program, some have one in slices. Nothing is executed.
    """
    from pydantic_core import to_json

    from codegen.views.coverage_view import coverage_markdown, coverage_record, coverage_tables
    from codegen.views.fitted import print_titled
    from codegen.views.terminal import console

    require_own_files({"--json": json, "--write": write})
    files = [_file_of(name) for name in network] or shipped_networks()
    layers = {
        file.stem: [with_l1_small(one.case, l1_small_size) for one in cases_in(read_document(file))] for file in files
    }
    chips = _chips(chip, board)
    columns = columns_of((one.operation.name, one.variant) for one in load_specs(spec or ()).values())
    names = [name for _ in chips for name in layers]
    covered = [*with_progress("coverage", _cover(Coverage(columns), layers, chips), len(names), names)]
    write_report(
        to_json({"schema": SCHEMA, "boards": coverage_record(covered, columns)}, indent=2).decode() + "\n", json
    )
    if write:
        write_report(page(coverage_markdown(covered, columns), len(layers)), str(write))
    elif json != STANDARD_OUTPUT:
        screen = console()
        for title, table in coverage_tables(covered, columns):
            print_titled(screen, title, table)
    return ExitCode.OK


def shipped_networks() -> list[Path]:
    """The case files of networks that travel with the tool."""
    return sorted((shipped_cases() / "networks").glob("*.yaml"))


def page(sections: str, networks: int) -> str:
    """docs/coverage.md."""
    return f"""# Layers of networks that have a plan

Written by `ttdw coverage --write docs/coverage.md`. Each distinct depthwise layer of {networks} networks, in
`cases/networks`, is planned on as many cores of the board as it takes, in bfloat16, batch 1; nothing is executed. A
column is an operation and the memory layout of its input: flat is `depthwise_conv2d`, the others are what its name ends
with. `some plan` counts layers for which any of them has a plan; `all` stands for all layers. 15 + 2 are 15 layers with
a plan as one program, and 2 others with one in [slices](slices.md), between tensors in DRAM.

flat and stick are given an input that the host has padded and laid out; no call in a model has that. The others take
the tensor of a network in the memory layout that the model's call names. `any layout` counts layers for which each of
the three has a plan with one of these others, as one program or in slices.

{sections}"""


def _cover(coverage: Coverage, layers: dict[str, list[Case]], chips: Sequence[Chip]) -> Iterator[NetworkCoverage]:
    for chip in chips:
        for name, cases in layers.items():
            yield coverage.cover(name, cases, chip)


def _chips(chip: ChipName | None, boards: Sequence[str] | None) -> list[Chip]:
    if not boards:
        return [chip_on(board, name) for name, board in BOARD_OF.items() if chip in (None, name)]
    return [chip_on(board, chip or "wormhole") for board in boards]


def _file_of(name: str) -> Path:
    """The case file of a network on the command line: a bare name is a shipped one.

    Raises:
        InputError: There is no such network.
    """
    path = Path(name)
    if path.suffix:
        return path
    shipped = {file.stem: file for file in shipped_networks()}
    if name not in shipped:
        raise on_command_line(Finding("network-known", f"no network {name!r}", (), did_you_mean(name, shipped)))
    return shipped[name]
