"""The how-to pages, walked through: what they tell the reader to edit is edited, and what they promise happens."""

from __future__ import annotations

from pathlib import Path

import yaml

from codegen.commands.exit_code import ExitCode
from codegen.resources import shipped_cases, shipped_specs
from tests.conftest import Ttdw

HOWTO = Path(__file__).parents[2] / "docs" / "howto"


def test_move_an_argument(ok: Ttdw, tmp_path: Path) -> None:
    shipped = shipped_specs() / "depthwise_conv2d.yaml"
    lines = shipped.read_text(encoding="utf-8").splitlines(keepends=True)
    moved = next(place for place, line in enumerate(lines) if "name: start_tile_id" in line)
    corner = next(place for place, line in enumerate(lines) if "name: mcast_dest_noc_start_x" in line)
    lines.insert(corner, lines.pop(moved))
    spec = tmp_path / "depthwise_conv2d.yaml"
    spec.write_text("".join(lines), encoding="utf-8")
    page = (HOWTO / "change-an-argument.md").read_text(encoding="utf-8")
    said = ok("diff", "--spec", spec, "--against", shipped, "--no-text").out
    for line in said.splitlines()[:3]:
        assert line.strip() in page


def test_add_a_layout(ok: Ttdw, ttdw: Ttdw, tmp_path: Path) -> None:
    ok("new", "along_rows", "--from", "block_sharded", "--into", "my_layouts")
    spec = tmp_path / "my_layouts" / "along_rows.yaml"
    text = spec.read_text(encoding="utf-8").replace("ROW_MAJOR", "COL_MAJOR")
    seed = yaml.safe_load((shipped_cases() / "seed.yaml").read_text(encoding="utf-8"))["cases"]
    case = next(one for one in seed if one["id"] == "block_2x2_c64_k3_s1")
    (tmp_path / "cases.yaml").write_text(yaml.safe_dump({"cases": [case | {"variant": "along_rows"}]}))

    spec.write_text(text.replace("topology: column", "topology: grid"), encoding="utf-8")
    refused = ttdw("generate", "--spec", "my_layouts", "--out", "out")
    assert refused.code == ExitCode.BAD_INPUT
    assert "along_rows.yaml:7: [topology-fits-layout] topology 'grid' does not fit" in refused.err
    assert "hint: use none or row" in refused.err

    spec.write_text(text.replace("topology: column", "topology: row"), encoding="utf-8")
    words = ("--spec", "my_layouts", "--case", "cases.yaml")
    assert "2 rectangles of 2 senders for 2 receivers, and nobody else is reached" in ok("cores", *words).out
    assert "2 pass" in ok("verify", *words).out
