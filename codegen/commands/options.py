"""Options which several commands share."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

from cyclopts import Parameter, validators

from codegen.model.variant import TargetName

Specs = Annotated[
    list[Path] | None,
    Parameter(
        name="--spec",
        negative=(),
        help="Spec file, folder of specs, or name of a shipped one; repeatable. [default: all shipped]",
    ),
]
Out = Annotated[Path, Parameter(name="--out", help="Folder that holds one folder for each operation.")]
Json = Annotated[
    str | None,
    Parameter(name="--json", allow_leading_hyphen=True, help="Write JSON to this file; - is standard output."),
]
Html = Annotated[
    Path | None, Parameter(name="--html", help="Write a page to look at to this file; nothing in it has to be fetched.")
]
Quiet = Annotated[bool, Parameter(name="--quiet", negative=(), help="Print errors only.")]
CaseFile = Annotated[str, Parameter(name="--case", help="Case file; a bare name such as `seed` is a shipped one.")]
Only = Annotated[list[str] | None, Parameter(name="--only", negative=(), help="Id of a case; repeatable.")]
Target = Annotated[
    TargetName | None,
    Parameter(name="--target", help="Release of tt-metal to emit for, in the place of what the specs say."),
]
TimeLimit = Annotated[
    float | None,
    Parameter(
        name="--time-limit",
        validator=validators.Number(gt=0),
        help="Seconds that the emulator may run a program. [default: 3600]",
    ),
]
L1Small = Annotated[
    int | None,
    Parameter(
        name="--l1-small-size",
        validator=validators.Number(gte=0, lt=2**31),
        help="Bytes of each L1 that the device keeps for small tensors. [default: what the case says, or 0]",
    ),
]
ChipName = Annotated[Literal["wormhole", "blackhole"], Parameter(name="--chip", help="The chip to plan for.")]

DEFAULT_OUT = Path("generated")
STANDARD_OUTPUT = "-"
