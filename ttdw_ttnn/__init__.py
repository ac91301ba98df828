"""Depthwise convolution in a network of ttnn: called as `ttnn.conv2d` is, made of the emitted kernels and the plan.

    import ttdw_ttnn

    with ttdw_ttnn.patched() as report:
        output = model(images)  # calls ttnn.conv2d; its depthwise layers run here
    print(report)

It needs ttnn, which the extra `ttnn` brings. docs/network.md says what is served, and what is passed on to ttnn.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from ttdw_ttnn.lines import conv1d
    from ttdw_ttnn.operation import depthwise_conv2d
    from ttdw_ttnn.patch import patched
    from ttdw_ttnn.weights import prepare_depthwise_conv2d_bias, prepare_depthwise_conv2d_weights

    last_fallback: str | None

__all__ = [
    "conv1d",
    "depthwise_conv2d",
    "last_fallback",
    "patched",
    "prepare_depthwise_conv2d_bias",
    "prepare_depthwise_conv2d_weights",
]

_HOMES = {
    "conv1d": "lines",
    "depthwise_conv2d": "operation",
    "last_fallback": "fallback",
    "patched": "patch",
    "prepare_depthwise_conv2d_bias": "weights",
    "prepare_depthwise_conv2d_weights": "weights",
}
"""Where each name comes from: what needs ttnn is imported when it is used, so that plans can be made without it."""


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    try:
        return getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)
    except ModuleNotFoundError as error:
        if error.name != "ttnn":
            raise
        raise ImportError(
            'there is no ttnn: pip install "tt-depthwise-codegen[ttnn]", in Python 3.10 or 3.12'
        ) from error
