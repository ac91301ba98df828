"""The case from which those of mutations are made."""

from __future__ import annotations

from typing import Any

from codegen.model.case import Case


def small_case(name: str, variant: str, **fields: Any) -> Case:
    """A case of 8 x 8 sticks of 64 channels under 3 x 3 taps on 2 x 2 cores.

    Args:
        name: Its id.
        variant: The variant that is broken.
        fields: What is different.
    """
    small = Case(
        id=name, variant=variant, batch=1, channels=64, input=(8, 8), kernel=(3, 3), padding=(1, 1), grid=(2, 2)
    )
    return small.model_copy(update=fields)
