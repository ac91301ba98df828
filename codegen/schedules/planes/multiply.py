"""What a spec's `multiply` decides in the planes schedule; all else is the same whatever it says."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING, NamedTuple

from codegen.model.case import Case
from codegen.model.uses import Use
from codegen.schedules.schedule import Constant

if TYPE_CHECKING:
    from codegen.schedules.planes.plan import PlanesGeometry


class SectionWork(NamedTuple):
    """What a section of a plane takes.

    Attributes:
        input_bytes: What is fetched for SrcA.
        weight_bytes: What is fetched for SrcB.
        addresses: How often they are told where.
        products: Instructions of the matrix unit in a phase.
    """

    input_bytes: int
    weight_bytes: int
    addresses: int
    products: int


class Summed(NamedTuple):
    """A section of a plane.

    Attributes:
        sticks: How many positions are summed.
        filled: Where rows of the input lie, from the first position on.
    """

    sticks: int
    filled: range


class PlanesMultiply(ABC):
    """How kernels multiply a plane with the weights of its taps.

    Attributes:
        pitch_unit: What rows of a plane are a multiple of [sticks].
        bias_is_tap: Whether the bias is multiplied with ones, as one more tap; else it is added to rounded results.
        constants: Numbers that its C++ shares with the plan.
        compute: Values that its compute kernel reads beside those that every one does.
    """

    pitch_unit: int
    bias_is_tap: bool
    constants: tuple[Constant, ...] = ()
    compute: Mapping[str, Use] = MappingProxyType({})

    @abstractmethod
    def slack_tiles(self, reach: int, tap_step: int) -> int:
        """Tiles of Dst at each end of a section, for sums that nobody wants.

        Args:
            reach: Sticks from the first tap of a column of the kernel to the last one that sees the same phase.
            tap_step: Sticks from one of them to the next.
        """

    def rows_in_order(self, rows: range) -> range:
        """The rows of the kernel that see one phase, in the order of their weights."""
        return rows

    @abstractmethod
    def weight_rows(self, tap: int) -> tuple[int, ...]:
        """Rows of 16 datums of a channel shard's weights, behind the ones, in which those of a tap of a plane lie.

        Args:
            tap: Its place in the order of use.
        """

    @abstractmethod
    def weight_tiles(self, taps: int) -> int:
        """Tiles that the weights of so many taps fill, without the ones."""

    def ones_tiles(self, case: Case) -> int:
        """Tiles of ones in front of a channel shard's weights, which a bias is multiplied with."""
        return int(self.bias_is_tap and case.bias)

    @abstractmethod
    def fetches(self, case: Case) -> int:
        """How often a datum of the input is unpacked at least."""

    @abstractmethod
    def section_work(self, case: Case, geometry: PlanesGeometry, section: Summed) -> SectionWork:
        """What sticks of a plane take that are summed together."""
