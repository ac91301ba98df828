"""Stands in for the compiler: calls it, and notes when it ran. `python -S timed_compiler.py FILE COMPILER WORDS...`.

A program of its own, which imports nothing of this package, so that it costs a few milliseconds.
"""

import subprocess
import sys
import time

if __name__ == "__main__":
    started = time.time()
    code = subprocess.call(sys.argv[2:])
    with open(sys.argv[1], "a", encoding="utf-8") as notes:  # noqa: PTH123
        notes.write(f"{started} {time.time()}\n")
    sys.exit(code)
