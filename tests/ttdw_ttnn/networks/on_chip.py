"""The arithmetic of networks by operations of ttnn, from tensor to tensor on the chip.

Depthwise layers have their activation in `ttnn.conv2d`. Behind a 1x1 layer it is an operation of its own: in the
layer, the compiler that stands in for Tenstorrent's can build relu only.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from tests.ttdw_ttnn.networks.layers import Layer
from tests.ttdw_ttnn.tensors import BLOCK, HEIGHT, on_host, ttnn


@dataclass(frozen=True)
class Precision:
    """How the chip computes.

    Attributes:
        dtype: Of tensors and of the weights of 1x1 layers.
        fidelity: Phases of a multiply.
        fp32_dest_acc: Whether sums are in 32 bits.
    """

    dtype: Any
    fidelity: Any
    fp32_dest_acc: bool


EXACT = Precision(ttnn.bfloat16, ttnn.MathFidelity.HiFi4, True)
FAST = Precision(ttnn.bfloat8_b, ttnn.MathFidelity.LoFi, False)
"""What tt-metal's own models choose."""


@dataclass(frozen=True)
class Image:
    """A tensor, [1, 1, batch * height * width, channels], and what its sticks are."""

    tensor: Any
    batch: int
    side: int


class OnChip:
    """Prepared weights are kept, as models keep them: the second run of a network finds them.

    Args:
        chip: The chip.
        precision: How it computes.
        largest_block: Height and width of the largest images that are BLOCK sharded; larger ones are HEIGHT sharded.
    """

    def __init__(self, chip: Any, precision: Precision, largest_block: float) -> None:
        self._chip, self.precision, self._largest_block = chip, precision, largest_block
        self._compute = ttnn.init_device_compute_kernel_config(
            chip.arch(),
            math_fidelity=precision.fidelity,
            fp32_dest_acc_en=precision.fp32_dest_acc,
            packer_l1_acc=True,
        )
        self._kept: dict[Layer, tuple[Any, Any]] = {}

    def convolve(self, x: Image, layer: Layer) -> Image:
        """A convolution, and its activation."""
        depthwise = layer.groups > 1
        if layer not in self._kept:
            self._kept[layer] = on_host(layer.weights), on_host(layer.bias[None, None, None])
        weights, bias = self._kept[layer]
        output, self._kept[layer] = ttnn.conv2d(
            input_tensor=x.tensor,
            weight_tensor=weights,
            bias_tensor=bias,
            device=self._chip,
            in_channels=layer.channels[0],
            out_channels=layer.channels[1],
            batch_size=x.batch,
            input_height=x.side,
            input_width=x.side,
            kernel_size=(layer.kernel, layer.kernel),
            stride=(layer.stride, layer.stride),
            padding=(layer.padding, layer.padding),
            groups=layer.groups,
            dtype=self.precision.dtype,
            conv_config=self._config(x, layer.activation if depthwise else "none"),
            compute_config=self._compute,
            slice_config=ttnn.Conv2dL1FullSliceConfig,
            return_weights_and_bias=True,
        )
        if not depthwise:
            output = ALONE[layer.activation](output)
        return Image(output, x.batch, (x.side - 1) // layer.stride + 1)

    def add(self, x: Image, y: Image) -> Image:
        """The sum of two images of the same shape."""
        return replace(y, tensor=ttnn.add(y.tensor, ttnn.to_memory_config(x.tensor, y.tensor.memory_config())))

    def average(self, x: Image) -> Image:
        """The mean over all sticks of an image; of one image alone."""
        assert x.batch == 1
        mean = ttnn.mean(x.tensor, dim=2, keepdim=True, compute_kernel_config=self._compute)
        return Image(ttnn.to_memory_config(mean, ttnn.L1_MEMORY_CONFIG), 1, 1)

    def gate(self, x: Image, weights: Image) -> Image:
        """An image, each channel times the sigmoid of one of these."""
        return replace(x, tensor=ttnn.multiply(x.tensor, ttnn.sigmoid(weights.tensor)))

    def _config(self, x: Image, activation: str) -> Any:
        inside = INSIDE[activation]
        return ttnn.Conv2dConfig(
            weights_dtype=self.precision.dtype,
            shard_layout=HEIGHT if x.side > self._largest_block else BLOCK,
            reshard_if_not_optimal=True,
            activation=None if inside is None else ttnn.UnaryWithParam(inside),
        )


INSIDE = {"none": None, "relu6": ttnn.UnaryOpType.RELU6, "silu": ttnn.UnaryOpType.SILU}
ALONE = {"none": lambda x: x, "relu6": ttnn.relu6, "silu": ttnn.silu}
