"""Every mutation is caught with the right verdict, and a message that points to the broken place."""

from __future__ import annotations

import pytest

from codegen.mutation.catalogue import all_mutations
from codegen.mutation.mutation import Mutation
from codegen.mutation.run import run_control, run_mutation

MUTATIONS = all_mutations()

CASES = sorted({(one.case.id, one.chip): one for one in MUTATIONS}.items())


@pytest.mark.parametrize("mutation", MUTATIONS, ids=lambda mutation: mutation.id)
def test_it_is_caught(mutation: Mutation) -> None:
    outcome = run_mutation(mutation)
    assert outcome.verdict in mutation.expected, outcome.message
    assert outcome.culprit, outcome.message
    assert outcome.caught


@pytest.mark.parametrize("mutation", [one for _, one in CASES], ids=["-".join(key) for key, _ in CASES])
def test_its_case_passes_without_it(mutation: Mutation) -> None:
    verdict, message, differences = run_control(mutation.case, mutation.chip, mutation.target)
    assert (verdict, message, differences) == ("pass", "", [])
