"""The planes schedule: planes of 16 channels, whose sticks serve all rows of the kernel from one place in SrcA."""

from codegen.schedules.planes.placed import PLACED

SCHEDULE = PLACED
"""The one whose multiply specs have if they say nothing."""
