"""Types of NumPy arrays; a module of its own, as specs and cases are read without NumPy."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]
"""Numbers, whatever format they have in memory."""

Words = NDArray[Any]
"""What stands for them in memory: unsigned integers, each as wide as a datum."""
