"""YAML: plain values with their lines, the same to all versions of YAML, and no more than a file may ask for."""

from __future__ import annotations

import time

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from codegen.model.document import MAX_DEPTH, parse_document
from codegen.model.finding import InputError

SCALARS = st.none() | st.booleans() | st.integers(-(10**30), 10**30) | st.text()
VALUES = st.recursive(SCALARS, lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner), max_leaves=20)


def refusal(text: str) -> str:
    with pytest.raises(InputError) as caught:
        parse_document("file.yaml", text)
    (finding,) = caught.value.findings
    return finding.finding.rule


@settings(max_examples=50)
@given(st.dictionaries(st.text().filter(lambda name: name != "<<"), VALUES))
def test_it_reads_what_pyyaml_writes(data: dict[str, object]) -> None:
    assert parse_document("file.yaml", yaml.safe_dump(data)).data == data


@pytest.mark.parametrize(
    "text",
    ["017", "-017", "1:30", "1_000", "0b11", "0o17", "yes", "no", "on", "OFF", "2020-01-01", "1e3", "=", "1:30.5"],
)
def test_what_two_versions_of_yaml_read_in_two_ways(text: str) -> None:
    assert refusal(f"a: {text}") == "yaml-plain"


@pytest.mark.parametrize(
    ("text", "value"),
    [("0", 0), ("-7", -7), ("+7", 7), ("0x1F", 31), ("~", None), ("", None), ("True", True), ("2.5", 2.5),
     ("'017'", "017"), ("!!str 017", "017"), ("-.inf", float("-inf")), ("yes, indeed", "yes, indeed")],
)  # fmt: skip
def test_plain_values(text: str, value: object) -> None:
    assert parse_document("file.yaml", f"a: {text}").data == {"a": value}


def test_every_value_has_its_line() -> None:
    text = "a:\n  - x\n  - b: &it\n      - 1\nc:\n  <<: {d: 2}\n  e: *it\nf: g\n"
    assert parse_document("file.yaml", text).lines == {
        (): 1,
        ("a",): 1,
        ("a", 0): 2,
        ("a", 1): 3,
        ("a", 1, "b"): 3,
        ("a", 1, "b", 0): 4,
        ("c",): 5,
        ("c", "<<"): 6,
        ("c", "<<", "d"): 6,
        ("c", "e"): 7,
        ("f",): 8,
    }


def test_aliases_and_merges() -> None:
    data = parse_document(
        "file.yaml", "a: &a {x: 1, y: 2}\nb: {<<: *a, y: 3}\nc: [*a, *a]\nd: {<<: [{x: 4}, *a]}\n"
    ).data
    assert (data["b"], data["c"], data["d"]) == ({"x": 1, "y": 3}, [{"x": 1, "y": 2}] * 2, {"x": 4, "y": 2})


def test_a_bomb_of_aliases() -> None:
    lines = ["a0: &a0 [1, 1, 1, 1, 1, 1, 1, 1, 1]"]
    lines += [f"a{level}: &a{level} [{', '.join([f'*a{level - 1}'] * 9)}]" for level in range(1, 11)]
    assert refusal("\n".join(lines)) == "yaml-size"


def test_a_chain_of_aliases_is_as_deep_as_what_it_stands_for() -> None:
    lines = ["a0: &a0 [1]", *(f"a{level}: &a{level} [*a{level - 1}]" for level in range(1, MAX_DEPTH))]
    assert refusal("\n".join(lines)) == "yaml-depth"


@pytest.mark.parametrize("unit", ["a,", "[],", "&a a,", "{},", "1,", "{a: b},", "'',", "*a,"])
def test_whatever_fills_a_large_file_is_refused_in_a_second(unit: str) -> None:
    text = f"a: &a 1\nb: [{unit * (3_900_000 // len(unit))}]"
    start = time.process_time()
    assert refusal(text) == "yaml-size"
    assert time.process_time() - start < 3  # a second where nothing else runs
