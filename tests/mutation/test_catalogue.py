"""The list of mutations, and what keeps it from going out of date unseen."""

from __future__ import annotations

from dataclasses import replace

import pytest

from codegen.emit.common import COMMON
from codegen.launch.emulated import emitted_texts
from codegen.mutation.catalogue import all_mutations
from codegen.mutation.mutation import Edit, EditError, Mutation, mutate, variant_header
from tests.variants import SHIPPED

MUTATIONS = all_mutations()

SOME = MUTATIONS[0]


def with_edit(edit: Edit) -> Mutation:
    return replace(SOME, edits=(edit,))


def test_ids_are_unique() -> None:
    assert len({one.id for one in MUTATIONS}) == len(MUTATIONS) >= 25


def test_cases_are_unique() -> None:
    assert len({one.case for one in MUTATIONS}) == len({one.case.id for one in MUTATIONS})


def test_all_variants_and_verdicts_are_met() -> None:
    assert {one.case.variant for one in MUTATIONS} == set(SHIPPED)
    assert {verdict for one in MUTATIONS for verdict in one.expected} == {"hang", "race", "mismatch", "error"}


@pytest.mark.parametrize("mutation", MUTATIONS, ids=lambda one: one.id)
def test_each_edit_fits_what_is_emitted(mutation: Mutation) -> None:
    shipped = SHIPPED[mutation.case.variant]
    variant = shipped.model_copy(update={"target": mutation.target or shipped.target})
    texts = emitted_texts(variant)
    mutated = mutate(texts, mutation, variant.operation_name)
    assert mutated != texts
    assert texts == emitted_texts(variant), "the texts are shared"


@pytest.mark.parametrize(
    ("edit", "reason"),
    [
        (Edit("a.cpp", "one", "one"), "changes nothing"),
        (Edit("a.cpp", "two", "three"), "holds 0 times"),
        (Edit("b.cpp", "one", "two"), "holds 0 times"),
        (Edit("a.cpp", "x", "y"), "holds 2 times"),
    ],
)
def test_an_edit_that_does_not_fit_is_refused(edit: Edit, reason: str) -> None:
    with pytest.raises(EditError, match=reason):
        mutate({"some/a.cpp": "x one x"}, with_edit(edit), "some")


def test_an_edit_may_be_of_what_all_operations_share() -> None:
    texts = {f"{COMMON}/a.cpp": "one", "some/a.cpp": "one"}
    mutated = mutate(texts, with_edit(Edit(f"{COMMON}/a.cpp", "one", "two")), "some")
    assert mutated == {f"{COMMON}/a.cpp": "two", "some/a.cpp": "one"}


def test_an_edit_may_be_for_the_kernels_only() -> None:
    name, kernels = SOME.case.variant, "device/kernels/variant.hpp"
    header = variant_header(SOME.case)
    texts = {f"some/{header}": "one", f"some/{kernels}": f'#include "../variants/{name}.hpp"\n'}
    assert mutate(texts, with_edit(Edit(header, "one", "two", kernels_only=True)), "some") == {
        f"some/{header}": "one",
        f"some/device/variants_of_kernels/{name}.hpp": "two",
        f"some/{kernels}": f'#include "../variants_of_kernels/{name}.hpp"\n',
    }
