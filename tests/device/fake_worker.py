"""Stands for codegen/device/worker.py where there is no ttnn: speaks its protocol, and does what a script says.

The script is a folder: facts.json is what the worker says first; launches.json lists [what happens, output to give] for
each launch, over all workers. The worker notes there what it is asked.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

SCRIPT = Path(os.environ["FAKE_WORKER"])
LONG = 3600
"""Longer than any test [s]."""


def note(file: str, what: Any) -> None:
    with (SCRIPT / file).open("a") as notes:
        notes.write(json.dumps(what) + "\n")


def next_launch() -> tuple[str, str]:
    launches = json.loads((SCRIPT / "launches.json").read_text())
    (SCRIPT / "launches.json").write_text(json.dumps(launches[1:]))
    what, output = launches[0]
    return what, output


def launch(output_file: str) -> dict[str, Any]:
    what, output = next_launch()
    if what == "hang":
        note("companions", subprocess.Popen(["sleep", str(LONG)]).pid if (SCRIPT / "with_companion").exists() else 0)
        time.sleep(LONG)
    elif what == "die":
        print("cannot read address 0xdead", file=sys.stderr)
        os._exit(3)
    elif what == "fail":
        return {"error": "RuntimeError: no room in L1"}
    elif what == "compile":
        subprocess.run(["sleep", "1.5"], check=True)
    shutil.copy(output, output_file)
    return {"cached": what != "miss"}


def main() -> None:
    answers = os.fdopen(int(sys.argv[1]), "w")
    print("ttnn prints whatever it likes")
    note("workers", os.getpid())
    facts = json.loads((SCRIPT / "facts.json").read_text())
    if facts == "hang":
        time.sleep(LONG)
    if facts == "die":
        sys.exit("no chip answers")
    if (SCRIPT / "with_companion").exists():
        note("companions", subprocess.Popen(["sleep", str(LONG)]).pid)
    print(json.dumps(facts), file=answers, flush=True)
    addresses = 0
    for line in sys.stdin:
        request = json.loads(line)
        note("requests", request)
        if request["do"] == "allocate":
            addresses += 32
            start = addresses if request["move_bytes"] else 0
            answer = {"addresses": {"input": 1_000_000 - start, "output": 900_000 - start, "weights": 4096 + addresses}}
        else:
            answer = launch(request["output"])
        print(json.dumps(answer), file=answers, flush=True)
    note("closed", os.getpid())


if __name__ == "__main__":
    main()
