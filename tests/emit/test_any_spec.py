"""Whatever a spec holds in its names and texts, it is refused, or the header that comes out compiles.

Many specs go into one file, each with a namespace of its own, so that the compiler starts four times for all of them.
"""

from __future__ import annotations

import json
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path, PurePosixPath
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from codegen.emit.common import COMMON, Common
from codegen.emit.format import format_cpp
from codegen.emit.render import render
from codegen.emulator.build import HOST_FLAGS, INCLUDE, PROCESSORS, kernel_arguments
from codegen.model.operation import alone
from codegen.model.owned import KEYWORDS, MACROS, emitted_words
from codegen.model.rules import variant_findings
from codegen.model.text import one_line
from codegen.model.uses import ROLE_FLAG
from codegen.model.variant import KERNEL_NAMES, Variant
from codegen.native.compiler import find_compiler
from tests.variants import ALL, SHIPPED

BITS = st.sampled_from(
    ["\\", "??/", "\n", "\r", "\v", "\f", "\x85", "\u2028", "\u2029", "\u202e", "*/", "/*", "//", '"', "'", "`", "|",
     "<!--", "clang-format off", "clang-format on", "#if 0", "#endif", "int boom;", "};", "{{", "%}", " ", "a", "word "]
)  # fmt: skip
TEXTS = st.lists(BITS | st.text(max_size=10), min_size=1, max_size=60).map("".join)

WORDS = sorted(KEYWORDS | MACROS | emitted_words("flat") | emitted_words("stick"))
NAMES = st.sampled_from(WORDS) | st.from_regex(r"[a-z][a-z0-9_]{0,12}", fullmatch=True)


@st.composite
def specs(draw: st.DrawFn) -> dict[str, Any]:
    """A variant with texts from anywhere, and with some of its names changed."""
    spec = ALL[draw(st.sampled_from(sorted(ALL)))].model_dump(mode="json", exclude_unset=True)
    spec["summary"] = draw(TEXTS)
    spec["name"] = draw(st.just(spec["name"]) | NAMES)
    entries = [one for kernel in KERNEL_NAMES for one in spec["arguments"][kernel]]
    for entry in draw(st.lists(st.sampled_from(entries), max_size=4)):
        entry.setdefault("value", entry["name"])
        entry["name"] = draw(NAMES)
    described = [*entries, *spec["circular_buffers"], *spec.get("semaphores", ())]
    for entry in draw(st.lists(st.sampled_from(described), max_size=8)):
        entry["doc"] = draw(TEXTS)
    return spec


def accepted(spec: dict[str, Any], number: int) -> Variant | None:
    """The variant of a spec, as an operation of its own; None if it is refused."""
    try:
        variant = Variant.model_validate_json(json.dumps({**spec, "operation": f"operation{number}"}))
    except ValidationError:
        return None
    return None if variant_findings(variant) else variant


def write_headers(files: Mapping[PurePosixPath, str], folder: Path) -> None:
    for path, text in files.items():
        if path.suffix == ".hpp":
            (folder / path).parent.mkdir(parents=True, exist_ok=True)
            (folder / path).write_text(text, encoding="utf-8")


def complaint(variants: Sequence[Variant]) -> str:
    """What the compiler says of the headers of variants, for the host and for each processor."""
    compiler = find_compiler().command
    with TemporaryDirectory() as folder:
        lines = []
        for target in {variant.target for variant in variants}:
            write_headers(render(Common(target)), Path(folder, COMMON))
        for variant in variants:
            header = PurePosixPath(f"device/variants/{variant.name}.hpp")
            files = render(alone(variant))
            write_headers(files | format_cpp({header: files[header]}), Path(folder, variant.operation_name))
            lines += ["#undef SHARED_ARGS", f'#include "{variant.operation_name}/{header}"']
        Path(folder, "all.cpp").write_text("\n".join(lines) + "\n")
        calls = [kernel_arguments("wormhole_b0", PROCESSORS[name][1]) for name in ("reader", "writer", "math")]
        for call in (*calls, [*HOST_FLAGS, f"-I{INCLUDE}"]):
            words = [*compiler, *call, "-fsyntax-only", "-Werror=comment", f"-I{folder}", f"{folder}/all.cpp"]
            done = subprocess.run(words, capture_output=True, text=True, check=False, timeout=300)
            if done.returncode:
                return done.stderr
    return ""


@settings(max_examples=3, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(st.lists(specs(), min_size=15, max_size=15))
def test_a_spec_is_refused_or_its_header_compiles(drawn: list[dict[str, Any]]) -> None:
    variants = [one for number, spec in enumerate(drawn) if (one := accepted(spec, number))]
    assert complaint(variants) == ""


@given(TEXTS)
def test_a_text_is_one_line_and_stays_what_it_is(text: str) -> None:
    line = one_line(text)
    assert len(line.splitlines()) <= 1
    assert not line.endswith(("\\", "??/"))
    assert one_line(line) == line


def test_the_check_sees_a_text_that_leaves_its_comment() -> None:
    """The property can fail: a text that was not made one line does not compile."""
    spec = SHIPPED["width_sharded"]
    buffers = [one.model_copy(update={"doc": "a\nint boom"}) for one in spec.circular_buffers]
    assert "boom" in complaint([spec.model_copy(update={"circular_buffers": tuple(buffers)})])


@pytest.mark.parametrize("name", ["read", "sender", "cb", "reader"])
def test_no_argument_is_called_what_its_header_uses(name: str) -> None:
    spec = SHIPPED["block_sharded"]
    (first, *others) = spec.arguments.compute
    renamed = first.model_copy(update={"name": name, "value": first.name})
    tables = spec.arguments.model_copy(update={"compute": (renamed, *others)})
    assert [one.rule for one in variant_findings(spec.model_copy(update={"arguments": tables}))] == ["name-is-free"]


def test_the_role_flag_may_have_another_name() -> None:
    spec = SHIPPED["block_sharded"]
    reader = [
        one.model_copy(update={"name": "brings_weights", "value": ROLE_FLAG}) if one.name == ROLE_FLAG else one
        for one in spec.arguments.reader
    ]
    tables = spec.arguments.model_copy(update={"reader": tuple(reader)})
    assert complaint([spec.model_copy(update={"arguments": tables})]) == ""
