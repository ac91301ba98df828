"""What the host binds to kernels that find it by name, for each variant that is emitted so."""

from __future__ import annotations

from collections import Counter

import pytest

from codegen.model.named import ENDPOINTS, BoundKernel, bound_kernels, ends_of, named_words
from codegen.model.targets import TARGETS
from codegen.model.variant import KERNEL_NAMES, Role, Variant
from codegen.schedules.schedule import schedule_of
from tests.variants import ALL

NAMED = [target.name for target in TARGETS.values() if target.by_name]
VARIANTS = [
    one.model_copy(update={"target": target})
    for target in NAMED
    for one in ALL.values()
    if target in schedule_of(one).targets
]
each_variant = pytest.mark.parametrize("variant", VARIANTS, ids=lambda one: one.name)


def on_core(variant: Variant, role: Role | None) -> list[BoundKernel]:
    """The kernels of one core."""
    return [one for one in bound_kernels(variant) if one.role in (None, role)]


@each_variant
def test_a_core_runs_each_kernel_once(variant: Variant) -> None:
    roles: tuple[Role | None, ...] = ("sender", "receiver") if variant.multicasts else (None,)
    for role in roles:
        assert [one.kernel for one in on_core(variant, role)] == list(KERNEL_NAMES)


@each_variant
def test_a_buffer_has_one_of_each_end_on_a_core(variant: Variant) -> None:
    for role in ("sender", "receiver") if variant.multicasts else (None,):
        ends = Counter(
            (name, end) for one in on_core(variant, role) for name, ends in one.buffers.items() for end in ends
        )
        assert ends == Counter((buffer.name, end) for buffer in variant.circular_buffers for end in ENDPOINTS)


@each_variant
def test_the_arguments_of_a_kernel_have_names_of_their_own(variant: Variant) -> None:
    for one in bound_kernels(variant):
        names = [word.name for table in one.lists.values() for word in named_words(variant, table)]
        assert len(set(names)) == len(names)


@each_variant
def test_what_comes_with_a_binding_has_no_name(variant: Variant) -> None:
    reader = bound_kernels(variant)[0]
    named = {word.carries for table in reader.lists.values() for word in named_words(variant, table)}
    assert not named & {"weight_addr", "bias_addr", "is_sender", "weights_wanted_semaphore", "weights_valid_semaphore"}
    assert reader.tensors == (("weights", "bias") if variant.has_bias_tensor else ("weights",))
    assert reader.semaphores == tuple(one.name for one in variant.semaphores)


def test_who_asks_where_a_buffer_lies_has_the_free_end() -> None:
    flat = next(one for one in VARIANTS if one.name == "block_sharded")
    assert ends_of(flat, "output") == ("compute", "writer")


def test_a_buffer_of_one_kernel_has_both_ends_there() -> None:
    stick = ALL["block_sharded_stick"]
    assert ends_of(stick, "input") == ("writer", "writer")
    assert ends_of(stick, "products") == ("compute", "compute")


def test_a_word_behind_which_records_begin_has_a_name() -> None:
    """Where they begin is told by the last name in front of them."""
    for variant in VARIANTS:
        for one in bound_kernels(variant):
            for table in one.lists.values():
                if table.records:
                    assert table.words[-1] in named_words(variant, table), (variant.name, one.name)
