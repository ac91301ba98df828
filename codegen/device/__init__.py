"""The emitted kernels through the real ttnn runtime: on hardware, or on a simulator behind the same interface."""
