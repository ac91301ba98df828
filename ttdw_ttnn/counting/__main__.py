"""The command `python -m ttdw_ttnn.counting`."""

from __future__ import annotations

import sys
from dataclasses import asdict
from typing import Any

from cyclopts import App, CycloptsError

from codegen.commands.cases import plan_cases
from codegen.commands.exit_code import ExitCode
from codegen.commands.files import write_report
from codegen.commands.options import STANDARD_OUTPUT, CaseFile, Json, Only, Specs
from codegen.model.finding import InputError
from ttdw_ttnn.counting.counters import Counts, NoCountersError, read_counts

SCHEMA = 1

L1_SMALL_BYTES = 16384
"""What ttnn.conv2d wants to have for its halo."""

LINE = "{:32} {:>14} {:>14} {:>7} {:>14} {:>14} {:>7}"
HEAD = ("case", "instructions", "of ttnn", "times", "NoC bytes", "of ttnn", "times")

app = App(name="python -m ttdw_ttnn.counting")


@app.default
def count(*, case: CaseFile, only: Only = None, spec: Specs = None, json: Json = None) -> ExitCode:
    """Count Tensix instructions and NoC bytes of depthwise layers, beside those of ttnn.conv2d.

    The simulator must be one that counts; docs/network.md says how to build it. Exit code 1 means that a layer could
    not be counted.
    """
    from pydantic_core import to_json

    from codegen.emulator.translate import ARCHITECTURES

    read_counts()  # before anything is opened
    import ttnn

    from ttdw_ttnn.counting.measure import measure

    device = ttnn.open_device(device_id=0, l1_small_size=L1_SMALL_BYTES)
    chip = next(name for name, arch in ARCHITECTURES.items() if arch == device.arch().name.lower())
    show = print if json != STANDARD_OUTPUT else _say_nothing
    show(LINE.format(*HEAD))
    records = []
    for plan in plan_cases(case, only, spec, chip).plans:
        found = measure(plan, device)
        records.append({"case": plan.case.id, "ours": _record(found.ours), "ttnn": _record(found.stock)})
        show(_line(plan.case.id, found.ours, found.stock), flush=True)
    ttnn.close_device(device)
    write_report(to_json({"schema": SCHEMA, "chip": chip, "layers": records}, indent=2).decode() + "\n", json)
    failed = any("reason" in one[side] for one in records for side in ("ours", "ttnn"))
    return ExitCode.FAILED if failed else ExitCode.OK


def _record(one: Counts | str) -> dict[str, Any]:
    return {"reason": one} if isinstance(one, str) else {**asdict(one), "noc_bytes": one.noc_bytes}


def _line(name: str, ours: Counts | str, stock: Counts | str) -> str:
    if isinstance(ours, Counts) and isinstance(stock, Counts):
        instructions = (ours.instructions, stock.instructions)
        noc = (ours.noc_bytes, stock.noc_bytes)
        return LINE.format(name, *map(_number, instructions), _ratio(*instructions), *map(_number, noc), _ratio(*noc))
    told = (_number(one.instructions) if isinstance(one, Counts) else one for one in (ours, stock))
    return LINE.format(name, *told, "", "", "", "")


def _number(number: int) -> str:
    return f"{number:,}"


def _ratio(ours: int, stock: int) -> str:
    return f"{stock / ours:.1f}"


def _say_nothing(*_: Any, **__: Any) -> None:
    """For a program that reads the JSON."""


def main() -> int:
    """Run the command.

    Returns:
        The exit code.
    """
    try:
        code: ExitCode = app(exit_on_error=False, result_action="return_value")
    except CycloptsError:  # already printed
        return ExitCode.BAD_INPUT
    except InputError as error:
        print(*dict.fromkeys(map(str, error.findings)), sep="\n\n", file=sys.stderr)
        return ExitCode.BAD_INPUT
    except NoCountersError as error:
        print(error, file=sys.stderr)
        return ExitCode.BAD_INPUT
    return code


if __name__ == "__main__":
    sys.exit(main())
