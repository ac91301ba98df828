"""The command `python -m ttdw_ttnn.counting`."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from cyclopts import App, CycloptsError

from codegen.commands.cases import plan_all, read_cases
from codegen.commands.exit_code import ExitCode
from codegen.commands.files import write_report
from codegen.commands.options import STANDARD_OUTPUT, CaseFile, Json, Only, Specs
from codegen.emulator.translate import ARCHITECTURES
from codegen.model.finding import InputError
from ttdw_ttnn.counting.counters import Counts, NoCountersError, read_counts
from ttdw_ttnn.counting.table import HEAD, line_of, record_of

SCHEMA = 1

L1_SMALL_BYTES = 16384
"""What ttnn.conv2d wants to have for its halo."""

app = App(name="python -m ttdw_ttnn.counting")


@app.default
def count(*, case: CaseFile, only: Only = None, spec: Specs = None, json: Json = None) -> ExitCode:
    """Count Tensix instructions and NoC bytes of depthwise layers, beside those of ttnn.conv2d.

    The last columns are bytes that come from or go to another core or DRAM; all others stay in a core's L1. The
    simulator must be one that counts: docs/network.md says how to build it. Exit code 1 means that a layer could not
    be counted.
    """
    from pydantic_core import to_json

    read = read_cases(case, only, spec)
    read_counts()  # before the chip is opened: can it count?
    from ttdw_ttnn.counting.measure import measure

    records, complete = [], True
    with _open_chip() as device:
        chip = next(name for name, arch in ARCHITECTURES.items() if arch == device.arch().name.lower())
        for place, plan in enumerate(plan_all(read, chip).plans):
            ours, stock = measure(plan, device)
            complete &= isinstance(ours, Counts) and isinstance(stock, Counts)
            records.append(record_of(plan.case.id, ours, stock))
            if json != STANDARD_OUTPUT:
                print(*([] if place else [HEAD]), line_of(plan.case.id, ours, stock), sep="\n", flush=True)
    write_report(to_json({"schema": SCHEMA, "chip": chip, "layers": records}, indent=2).decode() + "\n", json)
    return ExitCode.OK if complete else ExitCode.FAILED


@contextmanager
def _open_chip() -> Iterator[Any]:
    import ttnn

    device = ttnn.open_device(device_id=0, l1_small_size=L1_SMALL_BYTES)
    try:
        yield device
    finally:
        ttnn.close_device(device)


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
