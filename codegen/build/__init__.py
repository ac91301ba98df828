"""Compiles the emitted kernels and host files against real tt-metal headers: checks that they compile, no more."""
