"""A case says what is computed: shapes, grid and number formats. It holds no layout choice."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, Field
from typing_extensions import Self

from codegen.model import activations, formats
from codegen.model.cores import Cores, count_cores
from codegen.model.finding import did_you_mean
from codegen.model.formats import Format, format_named
from codegen.model.model import Identifier, Model, NotNegative, Positive, broken_rule
from codegen.model.slices import SliceChoice
from codegen.model.window import Padding, PaddingMode, Pair, same_padding

MathFidelity = Literal["LoFi", "HiFi2", "HiFi3", "HiFi4"]

FIDELITY_PHASES: dict[MathFidelity, int] = {"LoFi": 1, "HiFi2": 2, "HiFi3": 3, "HiFi4": 4}
"""How often the matrix unit multiplies, each time other bits of a product's factors."""

BackendName = Literal["reference", "emulator", "device"]
"""What can run a case, in the order in which they run."""


@dataclass(frozen=True)
class _Row:
    """What a name must be: that of a row of a table."""

    what: str
    refuse: Callable[[str, str], Exception]
    names: Callable[[], Collection[str]]

    def check(self, name: str) -> str:
        if name not in self.names():
            raise self.refuse(f"no {self.what} {name!r}", did_you_mean(name, self.names()))
        return name

    def offer(self, schema: dict[str, Any]) -> None:
        """Let an editor offer the names."""
        schema["enum"] = list(self.names())


_A_FORMAT = _Row("number format", lambda why, hint: broken_rule("format-known", why, hint), lambda: formats.FORMATS)
FormatName = Annotated[str, AfterValidator(_A_FORMAT.check), Field(json_schema_extra=_A_FORMAT.offer)]
"""A row of codegen.model.formats."""

_AN_ACTIVATION = _Row(
    "activation", lambda why, hint: broken_rule("activation-known", why, hint), lambda: activations.ACTIVATIONS
)
ActivationName = Annotated[str, AfterValidator(_AN_ACTIVATION.check), Field(json_schema_extra=_AN_ACTIVATION.offer)]
"""A row of codegen.model.activations."""


class Case(Model):
    """One depthwise convolution on one grid of cores."""

    id: Identifier = Field(description="What reports call it, and --only.")
    variant: Identifier = Field(description="Name of the variant that computes the case.")
    batch: Positive = Field(description="Images.")
    channels: Positive = Field(
        description="Input channels and groups; output channels, too, unless channel_multiplier says otherwise."
    )
    channel_multiplier: Positive = Field(
        default=1,
        description="Output channels for each input channel, which follow each other, as in torch where there are as "
        "many groups as input channels. With more than 1 the input must be prepared: it gets each channel that often.",
    )
    input: tuple[Positive, Positive] = Field(description="Height and width of the input [sticks].")
    kernel: Pair = Field(description="Height and width of the kernel [taps]; one number is both.")
    stride: Pair = Field(default=(1, 1), description="Down and to the right [sticks]; one number is both.")
    padding: Padding = Field(
        default=(0, 0),
        description="A number for all sides, height and width, or top, bottom, left and right [sticks]. same: as many "
        "outputs as inputs over the stride, rounded up; an odd zero comes below and at the right. valid: none.",
    )
    padding_mode: PaddingMode = Field(
        default="zeros",
        description="What lies in the padding, as in torch. replicate: the edge of the image. reflect: its rows and "
        "columns behind the edge, backwards, of which there must be enough.",
    )
    dilation: Pair = Field(default=(1, 1), description="Down and to the right [sticks]; one number is both.")
    grid: tuple[Positive, Positive] = Field(description="Columns and rows of cores.")
    origin: tuple[NotNegative, NotNegative] = Field(
        default=(0, 0), description="Column and row of the first core of the grid on the chip."
    )
    cores: Cores | None = Field(
        default=None,
        description="Only the first cores of the grid, in shard order: so many; or rectangles of them, each as first "
        "column, first row, last column and last row on the chip. All of the grid if left out.",
    )
    activation: ActivationName = Field(default="none", description="What is applied to each result.")
    bias: bool = Field(default=False, description="Whether a number is added for each channel.")
    dtype: FormatName = Field(
        default="bfloat16",
        description="Number format of the input; that of the results, too, unless output_dtype says another.",
    )
    output_dtype: FormatName | None = Field(default=None, description="Number format of the results.")
    weights_dtype: FormatName = Field(default="bfloat16", description="Number format of weights and bias.")
    math_fidelity: MathFidelity = Field(
        default="HiFi4", description="Which bits of its operands the matrix unit multiplies."
    )
    fp32_dest_acc: bool = Field(default=True, description="Accumulate in 32 bits instead of in 16.")
    l1_small_size: NotNegative = Field(
        default=0, description="Bytes at the end of each L1 that the device was opened with for small tensors."
    )
    slices: SliceChoice | None = Field(
        default=None,
        description="Run it in slices, one behind the other, between tensors in DRAM. auto: in as few as have a plan. "
        "One program computes all if left out.",
    )
    expect: Literal["pass", "unsupported"] = Field(
        default="pass",
        description="unsupported: it is known that L1 or the grid is too small, or the variant is a checkpoint; "
        "the reason is reported.",
    )

    def model_copy(self, *, update: Mapping[str, Any] | None = None, deep: bool = False) -> Self:
        """A copy, which has computed nothing yet: what the original has may not hold of it."""
        copied = super().model_copy(update=update, deep=deep)
        for name in _COMPUTED:
            copied.__dict__.pop(name, None)
        return copied

    @property
    def num_cores(self) -> int:
        """How many cores it has."""
        return count_cores(self.grid, self.cores)

    @property
    def out_channels(self) -> int:
        """Channels of the output, of weights and bias, and of the program, which is given an input with as many."""
        return self.channels * self.channel_multiplier

    @property
    def input_format(self) -> Format:
        """Format of the input tensor."""
        return format_named(self.dtype)

    @property
    def output_format(self) -> Format:
        """Format of the output tensor."""
        return format_named(self.output_dtype or self.dtype)

    @property
    def number_format(self) -> Format:
        """Format with which kernels compute: that of the input, or that which they make of it."""
        return format_named(self.input_format.computed_as or self.dtype)

    @property
    def weights_format(self) -> Format:
        """Format of weights and bias."""
        return format_named(self.weights_dtype)

    @cached_property
    def padding_sides(self) -> tuple[int, int, int, int]:
        """Padding as (top, bottom, left, right) [sticks]."""
        if self.padding == "valid":
            return (0, 0, 0, 0)
        if self.padding == "same":
            (top, bottom), (left, right) = map(same_padding, self.input, self.reach, self.stride)
            return (top, bottom, left, right)
        if len(self.padding) == 2:
            height, width = self.padding
            return (height, height, width, width)
        top, bottom, left, right = self.padding
        return (top, bottom, left, right)

    @cached_property
    def padded_input(self) -> tuple[int, int]:
        """Height and width of the input with its padding [sticks]."""
        top, bottom, left, right = self.padding_sides
        return (self.input[0] + top + bottom, self.input[1] + left + right)

    @cached_property
    def reach(self) -> tuple[int, int]:
        """Height and width of the window that one output sees: dilation * (kernel - 1) + 1 [sticks]."""
        return (self.dilation[0] * (self.kernel[0] - 1) + 1, self.dilation[1] * (self.kernel[1] - 1) + 1)

    @cached_property
    def output(self) -> tuple[int, int]:
        """Height and width of the output: (padded - reach) // stride + 1 [sticks]."""
        padded, reach = self.padded_input, self.reach
        return ((padded[0] - reach[0]) // self.stride[0] + 1, (padded[1] - reach[1]) // self.stride[1] + 1)


_COMPUTED = tuple(name for name, value in vars(Case).items() if isinstance(value, cached_property))


class CaseFile(Model):
    """A case file: a mapping with a list `cases`."""

    backends: tuple[BackendName, ...] | None = Field(
        default=None,
        min_length=1,
        description="What runs the cases, and must, where the command line does not say it; "
        "reference and emulator if left out, and the device if there is a chip.",
    )
    cases: tuple[Case, ...] = Field(min_length=1, description="What is computed.")
