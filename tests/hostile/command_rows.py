"""Command lines: numbers that are none, names of any length, places that cannot be."""

from __future__ import annotations

from tests.hostile.good import SPEC
from tests.hostile.row import Row

LONG = "a" * 5000
DIGITS = "9" * 6000
PLAN = ("plan", "--case", "cases.yaml", "--spec", "spec.yaml")
COST = ("cost", "--case", "cases.yaml", "--spec", "spec.yaml")

ROWS = {
    "no_such_command": Row(("gnerate",), "generate"),
    "command_of_5000_letters": Row((LONG,)),
    "no_such_option": Row(("check", "--boom"), "--boom"),
    "empty_word": Row(("",)),
    "case_of_nobody": Row(("plan", "--case", "seeds"), "[file-readable]"),
    "case_of_5000_letters": Row(("plan", "--case", LONG), "[file-readable]"),
    "case_file_of_5000_letters": Row(("plan", "--case", f"{LONG}.yaml"), "[file-readable]"),
    "empty_case": Row(("plan", "--case", ""), "[file-readable]"),
    "only_nobody": Row((*PLAN, "--only", "two"), "[case-known]"),
    "only_5000_letters": Row((*PLAN, "--only", LONG), "[case-known]"),
    "spec_of_nobody": Row(("check", "--spec", "nobody"), "[spec-known]"),
    "spec_of_5000_letters": Row(("check", "--spec", LONG), "[file-readable]"),
    "spec_file_of_5000_letters": Row(("check", "--spec", f"{LONG}.yaml"), "[file-readable]"),
    "spec_that_is_a_device": Row(("check", "--spec", "/dev/zero"), "[file-size]"),
    "spec_in_a_folder_with_a_bell": Row(("check", "--spec", "specs"), "[path-in-a-line]", {"specs/\a.yaml": SPEC}),
    "specs_of_an_empty_folder": Row(("check", "--spec", "empty/"), "[spec-found]", {"empty/readme": ""}),
    "variant_of_nobody": Row(("generate", "nobody"), "[variant-known]"),
    "chip_of_nobody": Row((*PLAN, "--chip", "grayskull"), "grayskull"),
    "target_of_nobody": Row(("generate", "--target", "1.0"), "1.0"),
    "core_of_6000_digits": Row((*COST, "--timeline", "x.svg", "--core", f"{DIGITS},0"), "[core-"),
    "core_of_other_digits": Row((*COST, "--timeline", "x.svg", "--core", "²,0"), "[core-written]"),
    "cores_of_6000_digits": Row(("tune", "--case", "cases.yaml", "--cores", f"{DIGITS}x8"), "[cores-written]"),
    "cores_of_none": Row(("tune", "--case", "cases.yaml", "--cores", "0x0"), "[cores-on-chip]"),
    "line_of_6000_digits": Row(("explain", f"spec.yaml:{DIGITS}")),
    "line_that_is_none": Row(("explain", "spec.yaml:one")),
    "time_limit_of_none": Row(("verify", "--case", "cases.yaml", "--time-limit", "0"), "time-limit"),
    "time_limit_that_is_no_number": Row(("verify", "--case", "cases.yaml", "--time-limit", "soon"), "soon"),
    "simulate_none": Row(("tune", "--case", "cases.yaml", "--simulate", "0"), "[simulate-some]"),
    "simulate_6000_digits": Row(("tune", "--case", "cases.yaml", "--simulate", DIGITS)),
    "new_of_nobody": Row(("new", "mine", "--from", "nobody"), "[variant-known]"),
    "new_above_the_folder": Row(("new", "../mine", "--from", "block_sharded"), "field 'name'"),
    "new_with_the_name_of_a_type": Row(("new", "uint32_t", "--from", "block_sharded"), "[name-is-free]"),
    "new_of_5000_letters": Row(("new", LONG, "--from", "block_sharded"), "field 'name'"),
    "new_where_a_file_stands": Row(("new", "mine", "--from", "block_sharded", "--into", "spec.yaml"), "spec.yaml"),
    "json_into_a_folder_that_is_none": Row((*PLAN, "--json", "spec.yaml/x.json"), "spec.yaml/x.json"),
    "help": Row(("--help",), "verify", code=0),
    "a_plan": Row(PLAN, "block_sharded", code=0),
}  # fmt: skip
