"""The Python reference model: what is right, and the plan executed in NumPy, core by core."""
