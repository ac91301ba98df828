"""Number formats of tensors: one row for each says all that the tool knows of it.

Numbers travel as float32 between the parts of the tool, which holds those of every format here; memory holds words.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from math import sqrt
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
        encode: From numbers of any shape to the words that stand for them, rounded to the nearest, as ttnn's host does
            it; NaN stays NaN where there is one. A word is a datum, with the exponent that it shares.
        decode: From words to the numbers which they stand for, exactly.
        exponent_datums: Datums beside each other that share an exponent.
        computed_as: Name of the format of which kernels make it in order to compute with its datums; None: of itself.
        pack: From numbers that this format can hold to words as the packer makes them; as `encode` if left out.
        tiles_to_memory: From words in the order of tiles to what memory holds; the same if left out.
        tiles_from_memory: The inverse.
    """

    name: str
    datum_bytes: int | None
    tile_bytes: int
    cpp: str
    ttnn: str
    encode: Callable[[NDArray[np.floating[Any]]], Words]
    decode: Callable[[Words], Floats]
    exponent_datums: int = 1
    computed_as: str | None = None
    pack: Callable[[NDArray[np.floating[Any]]], Words] | None = None
    tiles_to_memory: Callable[[Words], Words] = lambda words: words
    tiles_from_memory: Callable[[Words], Words] = lambda memory: memory

    @property
    def number(self) -> int:
        """Its place among all formats, by which emitted code knows it."""
        return list(FORMATS).index(self.name)

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

    def packed(self, numbers: NDArray[np.floating[Any]]) -> Floats:
        """The numbers that the packer makes of numbers in the format that kernels compute with."""
        return self.decode((self.pack or self.encode)(numbers))

    @property
    def rounding_error(self) -> float:
        """Largest RMS of the errors of rounding to this format, as a part of the RMS of the numbers.

        Of n numbers that share the exponent e, one is 2^e at least, so that their RMS is 2^e / sqrt(n) at least. They
        are rounded to multiples of a unit of 2^(e - 6); errors that are spread evenly have the RMS unit / sqrt(12).
        """
        if self.exponent_datums == 1:
            return 0
        return 2**-6 * sqrt(self.exponent_datums / 12)


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


def _block_floats(name: str) -> Callable[[Any], Any]:
    """A function of the module that converts bfloat8_b, which is imported with its first call."""

    def convert(array: NDArray[Any]) -> NDArray[Any]:
        from codegen.model import block_floats

        converted: NDArray[Any] = getattr(block_floats, name)(array)
        return converted

    return convert


BFLOAT16 = Format("bfloat16", 2, 2048, "Float16_b", "bfloat16", _encode_bfloat16, _decode_bfloat16)
FLOAT32 = Format("float32", 4, 4096, "Float32", "float32", _encode_float32, _decode_float32)
BFLOAT8_B = Format(
    "bfloat8_b",
    None,
    1088,
    "Bfp8_b",
    "bfloat8_b",
    _block_floats("encode"),
    _block_floats("decode"),
    exponent_datums=16,
    computed_as=BFLOAT16.name,
    pack=_block_floats("pack"),
    tiles_to_memory=_block_floats("to_memory"),
    tiles_from_memory=_block_floats("from_memory"),
)

FORMATS = MappingProxyType({row.name: row for row in (BFLOAT16, FLOAT32, BFLOAT8_B)})
"""All formats by name."""


def format_named(name: str) -> Format:
    """The format of this name.

    Raises:
        KeyError: There is none; a case is checked when it is read.
    """
    return FORMATS[name]
