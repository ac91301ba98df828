"""What every schedule must answer, and how it is found."""

from __future__ import annotations

from dataclasses import fields
from pathlib import Path

import pytest

from codegen.model import registry
from codegen.model.case import Case
from codegen.model.registry import KnownSchedule, find_schedule, known_schedules, unregister
from codegen.model.rules import variant_findings
from codegen.model.targets import TARGETS
from codegen.model.variant import Variant
from codegen.plan.chip import WORMHOLE
from codegen.plan.program import CONV_FIELDS, plan_program
from codegen.schedules import schedule as schedules
from codegen.schedules.defaults import default_arguments
from codegen.schedules.flat.schedule import FlatSchedule
from codegen.schedules.schedule import Schedule, all_schedules, schedule_named, schedule_of
from tests.variants import ALL

VARIANTS = pytest.mark.parametrize("variant", ALL.values(), ids=lambda one: one.name)
SCHEDULES = pytest.mark.parametrize("schedule", all_schedules(), ids=lambda one: one.name)


class Renamed(FlatSchedule):
    """Another one from elsewhere."""

    name = "renamed"


RENAMED = Renamed()


def test_they_are_found_by_their_folders() -> None:
    assert known_schedules() == ("flat", "planes", "stick")
    assert all(schedule_named(name).name == name for name in known_schedules())
    assert find_schedule("links") is None, "a module is no schedule"


def test_one_from_elsewhere_is_registered_once() -> None:
    schedules.register(RENAMED)
    try:
        assert schedule_named("renamed") is RENAMED
        assert known_schedules() == ("flat", "planes", "stick", "renamed")
        with pytest.raises(ValueError, match="there is a schedule 'renamed' already"):
            schedules.register(Renamed())
    finally:
        unregister("renamed")
    with pytest.raises(KeyError, match="no schedule 'renamed'; known: flat, planes, stick"):
        schedule_named("renamed")


def test_one_of_an_installed_package_is_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    facts = tmp_path / "plugin-1.dist-info"
    facts.mkdir()
    (facts / "METADATA").write_text("Metadata-Version: 2.1\nName: plugin\nVersion: 1\n")
    (facts / "entry_points.txt").write_text(f"[{registry.ENTRY_POINTS}]\nrenamed = {__name__}:RENAMED\n")
    monkeypatch.syspath_prepend(tmp_path)
    registry._installed.cache_clear()
    try:
        assert schedule_named("renamed") is RENAMED
        assert known_schedules() == ("flat", "planes", "stick", "renamed")
    finally:
        monkeypatch.undo()
        registry._installed.cache_clear()


@SCHEDULES
def test_its_names_are_known(schedule: Schedule) -> None:
    assert isinstance(schedule, KnownSchedule)
    assert [name for name in TARGETS if name in schedule.targets] == list(schedule.targets)
    assert {*schedule.shard_columns.values()} <= {one.name for one in fields(schedule.work)}
    assert len({one.id for one in schedule.mutations()}) == len(schedule.mutations()) > 0


@VARIANTS
def test_what_its_kernels_use_is_planned(variant: Variant) -> None:
    schedule = schedule_of(variant)
    uses = schedule.uses(variant)
    scopes = {
        "conv": {one.name for one in CONV_FIELDS},
        "geometry": {one.name for one in fields(schedule.geometry)},
        "work": {*(one.name for one in fields(schedule.work)), *schedule.record_types},
    }
    for values in uses.values.values():
        for name, use in values.items():
            assert name in scopes.get(use.scope, {name})
            assert not use.is_list or use.scope == "link" or use.types == (schedule.record_types[name].__name__,)
    for buffer in uses.buffers.values():
        assert {buffer.num_pages, buffer.page_bytes} <= scopes["geometry"]


@VARIANTS
def test_the_default_tables_keep_the_rules_and_carry_the_same_values(variant: Variant) -> None:
    by_default = variant.model_copy(update={"arguments": default_arguments(variant)})
    assert variant_findings(by_default) == []
    case = Case(id="a", variant=variant.name, batch=1, channels=128, input=(9, 9), kernel=(3, 3), grid=(2, 2))
    written, default = (plan_program(one, case, WORMHOLE, 64, 128) for one in (variant, by_default))
    assert written.geometry == default.geometry
    assert [core.work for core in written.cores] == [core.work for core in default.cores]
    for kernel, uses in schedule_of(variant).uses(variant).values.items():
        assert {one.carries for one in by_default.arguments.of(kernel)} == {*uses}
