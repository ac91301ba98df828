"""Number formats of tensors: one row for each says all that the tool knows of it.

Numbers travel as float32 between the parts of the tool, which holds those of every format here; memory holds words.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from codegen.model.arrays import Floats, Words

# NumPy is imported where numbers are converted: specs and cases are read, and files emitted, without it.


@dataclass(frozen=True)
class Format:
    """A number format.

    Attributes:
        name: What cases call it.
        datum_bytes: Size of a datum [bytes]; None where datums share a part, so that none has an address of its own.
        tile_bytes: Size of a tile of 32 x 32 datums [bytes].
        cpp: The enumerator of tt-metal's DataFormat.
        ttnn: The name of ttnn's dtype.
        encode: From numbers of any shape to the words that stand for them, rounded to the nearest; NaN stays NaN.
        decode: From words to the numbers which they stand for, exactly.
    """

    name: str
    datum_bytes: int | None
    tile_bytes: int
    cpp: str
    ttnn: str
    encode: Callable[[NDArray[np.floating[Any]]], Words]
    decode: Callable[[Words], Floats]

    @property
    def has_datum_addresses(self) -> bool:
        """Whether single datums, and so sticks, can be addressed."""
        return self.datum_bytes is not None

    def size_of(self, datums: int) -> int:
        """Size of consecutive datums [bytes].

        Raises:
            ValueError: Datums of the format have no address.
        """
        if self.datum_bytes is None:
            raise ValueError(f"datums of {self.name} have no address of their own")
        return datums * self.datum_bytes

    def aligned_datums(self, alignment: int) -> int:
        """Fewest datums that fill whole multiples of an alignment [bytes].

        Raises:
            ValueError: Datums of the format have no address.
        """
        return max(alignment // self.size_of(1), 1)

    def round(self, numbers: NDArray[np.floating[Any]]) -> Floats:
        """The nearest numbers that the format can hold."""
        return self.decode(self.encode(numbers))


def _encode_bfloat16(numbers: NDArray[np.floating[Any]]) -> Words:
    """The upper halves of the float32 words, rounded to the nearest, ties to even."""
    import numpy as np

    words = np.ascontiguousarray(numbers, np.float32).view(np.uint32)
    rounded = (words + 0x7FFF + ((words >> 16) & 1)) >> 16
    return np.where(np.isnan(numbers), 0x7FC0, rounded).astype(np.uint16)


def _decode_bfloat16(words: Words) -> Floats:
    import numpy as np

    return (words.astype(np.uint32) << 16).view(np.float32)


def _encode_float32(numbers: NDArray[np.floating[Any]]) -> Words:
    import numpy as np

    return np.ascontiguousarray(numbers, np.float32).view(np.uint32)


def _decode_float32(words: Words) -> Floats:
    import numpy as np

    return np.ascontiguousarray(words, np.uint32).view(np.float32)


BFLOAT16 = Format("bfloat16", 2, 2048, "Float16_b", "bfloat16", _encode_bfloat16, _decode_bfloat16)
FLOAT32 = Format("float32", 4, 4096, "Float32", "float32", _encode_float32, _decode_float32)

FORMATS = MappingProxyType({row.name: row for row in (BFLOAT16, FLOAT32)})
"""All formats by name."""


def format_named(name: str) -> Format:
    """The format of this name.

    Raises:
        KeyError: There is none; a case is checked when it is read.
    """
    return FORMATS[name]
