"""--shard: parts of a run that are disjoint and complete, the same ones each time."""

from __future__ import annotations

import json

import pytest

from codegen.commands.exit_code import ExitCode
from tests.conftest import Ttdw

ALL = ("verify", "--case", "seed", "--backend", "reference", "--json", "-")
THREE = ("--only", "width_2x1_c64_k3_s1", "--only", "block_2x2_c64_k3_s1", "--only", "height_4x1_c64_k3_s1")


def cases_of(ok: Ttdw, *words: str) -> list[str]:
    return [one["case"] for one in json.loads(ok(*ALL, *words).out)["results"]]


@pytest.mark.parametrize("only", [(), THREE], ids=["all", "only"])
@pytest.mark.parametrize("count", [1, 2, 3, 9])
def test_each_case_is_in_one_shard(count: int, only: tuple[str, ...], ok: Ttdw) -> None:
    shards = [cases_of(ok, *only, "--shard", f"{number}/{count}") for number in range(1, count + 1)]
    assert sorted(case for shard in shards for case in shard) == sorted(cases_of(ok, *only))
    assert max(map(len, shards)) - min(map(len, shards)) <= 1


@pytest.mark.parametrize("shard", ["0/2", "3/2", "1", "1/0", "a/b", "1/2/3", "-1/2", "1.0/2"])
def test_what_is_no_shard(shard: str, ttdw: Ttdw) -> None:
    done = ttdw(*ALL, f"--shard={shard}")
    assert done.code == ExitCode.BAD_INPUT
    assert f"[shard-of] --shard is '{shard}', wanted I/N with I from 1 to N" in done.err
