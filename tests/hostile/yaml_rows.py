"""Files that are no plain YAML, ask for much, or are read in two ways."""

from __future__ import annotations

from codegen.model.document import MAX_BYTES
from tests.hostile.good import CASES, GENERATE, VERIFY, case, changed, spec, text
from tests.hostile.row import Row

BOMB = "a0: &a0 [x, x, x, x, x, x, x, x, x]\n" + "".join(
    f"a{level}: &a{level} [{', '.join([f'*a{level - 1}'] * 9)}]\n" for level in range(1, 11)
)
FORK = "a0: &a0 {x: y}\n" + "".join(
    f"a{level}: &a{level} {{l: *a{level - 1}, r: *a{level - 1}}}\n" for level in range(1, 40)
)
MERGES = "a0: &a0 {x: y}\n" + "".join(f"a{n}: &a{n} {{<<: [*a{n - 1}, *a{n - 1}], k{n}: 1}}\n" for n in range(1, 60))

ROWS = {
    "bomb_of_aliases": text("yaml-size", BOMB),
    "bomb_of_aliases_in_a_spec": Row(GENERATE, "[yaml-size]", {"spec.yaml": BOMB}),
    "bomb_that_forks": text("yaml-size", FORK),
    "bomb_of_merges": text("yaml-size", MERGES),
    "cases_that_hold_themselves": text("yaml-alias", "cases: &a [*a]\n"),
    "mapping_that_holds_itself": text("yaml-alias", "cases: &a\n  b: *a\n"),
    "mapping_that_merges_itself": text("yaml-alias", "cases: &a {<<: *a}\n"),
    "alias_of_nothing": text("yaml-alias", "cases: *nothing\n"),
    "alias_as_key": text("yaml-key", "a: &a x\n*a : y\n"),
    "merge_of_a_text": text("yaml-merge", "cases:\n  - <<: all\n"),
    "merge_of_a_list_of_numbers": text("yaml-merge", "cases:\n  - <<: [1, 2]\n"),
    "list_as_key": text("yaml-key", "? [cases]\n: []\n"),
    "mapping_as_key": text("yaml-key", "{{cases: 1}: 2}\n"),
    "key_twice": case("batch: 1", "batch: 1\n    batch: 2", "key-once"),
    "key_of_a_million_letters": text("key-once", lambda: f"{'k' * 1000}: 1\n" * 2),
    "deep_list": text("yaml-depth", "cases: " + "[" * 200 + "]" * 200),
    "deeper_list": text("yaml-syntax", "cases: " + "[" * 200_000),
    "deep_mapping": text("yaml-depth", "".join(" " * depth + "a:\n" for depth in range(500))),
    "deep_dashes": text("yaml-depth", "- " * 50_000 + "x"),
    "deep_aliases": text("yaml-depth", "a0: &a0 [1]\n" + "".join(f"a{n}: &a{n} [*a{n - 1}]\n" for n in range(1, 99))),
    "two_million_scalars": text("yaml-size", lambda: "cases: [" + "a," * 1_900_000 + "]"),
    "a_million_lists": text("yaml-size", lambda: "cases: [" + "[]," * 1_200_000 + "]"),
    "a_million_anchors": text("yaml-size", lambda: "cases: [" + "&a a," * 700_000 + "]"),
    "a_million_keys": text("yaml-size", lambda: "".join(f"a{n}: 1\n" for n in range(260_000))),
    "a_large_comment": text("file-size", lambda: "#" * MAX_BYTES + "\ncases: []\n"),
    "a_file_of_4_gigabytes": Row(("verify", "--case", "sparse.yaml"), "[file-size]", {"sparse.yaml": lambda: b""}),
    "zeros_without_end": Row(("verify", "--case", "/dev/zero"), "[file-size]"),
    "nothing_at_all": Row(("verify", "--case", "/dev/null"), "[yaml-mapping]"),
    "a_folder": Row(("verify", "--case", "./"), "[file-readable]"),
    "memory_of_the_process": Row(("verify", "--case", "/proc/self/mem"), "[file-readable]"),
    "not_utf8": text("file-readable", b"cases: caf\xe9\n"),
    "utf16": text("file-readable", CASES.encode("utf-16")),
    "random_bytes": text("file-readable", bytes(range(256)) * 10),
    "null_character": text("yaml-syntax", "cases: \0\n"),
    "escape_character": text("yaml-syntax", "cases: \x1b[2J\n"),
    "half_of_a_character": text("yaml-syntax", 'cases: "\\ud800"\n'),
    "character_beyond_unicode": text("yaml-syntax", 'cases: "\\U00110000"\n'),
    "tab_as_indent": text("yaml-syntax", "cases:\n\t- id: one\n"),
    "quote_without_end": text("yaml-syntax", "cases: 'a\n"),
    "bracket_without_end": text("yaml-syntax", "cases: [\n"),
    "unknown_directive": text("yaml-syntax", "%TAG\n---\ncases: []\n"),
    "yaml_of_tomorrow": text("yaml-syntax", "%YAML 9.9\n---\ncases: []\n"),
    "two_documents": text("yaml-syntax", f"{CASES}---\n{CASES}"),
    "a_list": text("yaml-mapping", "- a\n"),
    "a_word": text("yaml-mapping", "cases\n"),
    "a_number": text("yaml-mapping", "42\n"),
    "json_that_is_cut": text("yaml-syntax", '{"cases": [{"id": "one",'),
    "tag_of_an_integer": text("yaml-tag", 'cases: !!int "abc"\n'),
    "tag_of_a_float": text("yaml-tag", 'cases: !!float "abc"\n'),
    "tag_of_a_boolean": text("yaml-tag", 'cases: !!bool "abc"\n'),
    "tag_of_a_time": text("yaml-tag", 'cases: !!timestamp "abc"\n'),
    "tag_of_bytes": text("yaml-tag", 'cases: !!binary "abc"\n'),
    "tag_of_a_set": text("yaml-tag", "cases: !!set {a, b}\n"),
    "tag_of_pairs": text("yaml-tag", "cases: !!pairs [a: b]\n"),
    "tag_that_runs_a_command": text("yaml-tag", "cases: !!python/object/apply:os.system ['touch gone']\n"),
    "tag_that_opens_a_file": text("yaml-tag", "cases: !!python/object/new:open ['gone', 'w']\n"),
    "tag_of_somebody": text("yaml-tag", "cases: !mine x\n"),
    "number_of_6000_digits": case("channels: 64", f"channels: {'9' * 6000}", "yaml-plain"),
    "hexadecimal_of_6000_digits": case("channels: 64", f"channels: 0x{'f' * 6000}", "yaml-plain"),
    "float_of_6000_digits": case("channels: 64", f"channels: {'9' * 6000}.0", "yaml-plain"),
    "sixties_of_6000_digits": case("channels: 64", f"channels: {':'.join(['1'] * 3000)}", "yaml-plain"),
    "octal": case("channels: 64", "channels: 064", "yaml-plain"),
    "octal_of_today": case("channels: 64", "channels: 0o100", "yaml-plain"),
    "binary": case("channels: 64", "channels: 0b1000000", "yaml-plain"),
    "sixties": case("channels: 64", "channels: 1:30", "yaml-plain"),
    "underscore_in_a_number": case("channels: 64", "channels: 6_4", "yaml-plain"),
    "yes_for_true": case("batch: 1", "batch: 1\n    bias: yes", "yaml-plain"),
    "on_for_true": case("batch: 1", "batch: 1\n    bias: on", "yaml-plain"),
    "no_for_norway": case("variant: block_sharded", "variant: no", "yaml-plain"),
    "date": case("id: one", "id: 2026-01-01", "yaml-plain"),
    "octal_index": spec("{name: linear, index: 2", "{name: linear, index: 017", "yaml-plain"),
    "infinity": case("channels: 64", "channels: .inf", "field-int-type"),
    "not_a_number": case("channels: 64", "channels: .nan", "field-int-type"),
    "nothing_for_a_number": case("channels: 64", "channels:", "field-int-type"),
    "true_for_a_number": case("channels: 64", "channels: true", "field-int-type"),
    "text_for_a_number": case("channels: 64", 'channels: "64"', "field-int-type"),
    "byte_order_mark": Row(VERIFY, "", {"cases.yaml": "\ufeff" + CASES}, code=0),
    "crlf": Row(VERIFY, "", {"cases.yaml": CASES.replace("\n", "\r\n")}, code=0),
    "anchors_in_use": Row(
        VERIFY, "", {"cases.yaml": changed(CASES, "kernel: [3, 3]", "kernel: &k [3, 3]") + "    dilation: *k\n"}, code=0
    ),
}
