"""The emitted operation as a Python extension of ttnn: built, then called on a simulated and on a mocked chip."""
