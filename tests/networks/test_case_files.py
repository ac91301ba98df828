"""cases/networks is what the tables give, and its cases are planned."""

from __future__ import annotations

from pathlib import Path

import pytest

from codegen.commands.cases import case_path
from codegen.commands.coverage import shipped_networks
from codegen.model.case import Case
from codegen.model.loader import load_cases
from codegen.networks.case_file import BOARD, case_file, write_case_files
from codegen.networks.layer import Layer
from codegen.networks.tables import NETWORKS
from codegen.plan.program import PlanError, plan_program
from tests.variants import SHIPPED


def cases_of(name: str) -> list[Case]:
    return [one.case for one in load_cases(case_path(f"networks/{name}"), SHIPPED)]


def as_layer(case: Case) -> Layer:
    return Layer(case.channels, case.input, case.kernel, case.stride, case.padding_sides, case.activation, case.bias)


def test_each_network_has_a_file() -> None:
    assert [file.stem for file in shipped_networks()] == sorted(NETWORKS)


@pytest.mark.parametrize("name", NETWORKS)
def test_a_file_has_each_layer_once(name: str) -> None:
    cases = cases_of(name)
    assert [as_layer(case) for case in cases] == [*NETWORKS[name].distinct]


@pytest.mark.parametrize("name", ["mobilenet_v2", "replknet_31b", "slak_t", "conformer_s", "inceptionnext_t"])
def test_a_file_is_what_the_tables_give(name: str) -> None:
    assert case_path(f"networks/{name}").read_text(encoding="utf-8") == case_file(NETWORKS[name])


@pytest.mark.long
@pytest.mark.parametrize("name", NETWORKS)
def test_all_files_are_what_the_tables_give(name: str) -> None:
    assert case_path(f"networks/{name}").read_text(encoding="utf-8") == case_file(NETWORKS[name])


@pytest.mark.parametrize("name", NETWORKS)
def test_cases_have_a_plan_or_say_that_they_have_none(name: str) -> None:
    for case in cases_of(name):
        variant = SHIPPED[case.variant]
        if case.expect == "pass":
            assert plan_program(variant, case, BOARD.chip).cores
        else:
            with pytest.raises(PlanError):
                plan_program(variant, case, BOARD.chip)


def test_files_of_networks_that_are_no_more_go(tmp_path: Path) -> None:
    folder = tmp_path / "networks"
    write_case_files(folder, [NETWORKS["conformer_s"], NETWORKS["pvt_v2_b0"]])
    write_case_files(folder, [NETWORKS["conformer_s"]])
    assert [file.name for file in folder.iterdir()] == ["conformer_s.yaml"]
    assert (folder / "conformer_s.yaml").read_text() == case_file(NETWORKS["conformer_s"])
