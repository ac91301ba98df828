"""Write what of docs/ is made of the code: `python -m codegen.handbook`, at the top of the repository."""

from __future__ import annotations

from codegen.handbook.parts import all_parts
from codegen.native.writing import write_texts
from codegen.resources import resource

if __name__ == "__main__":
    write_texts(all_parts(), resource("docs"))
