"""Breaks what is emitted, in one way at a time, to see that the emulator catches it."""
