"""What the kernels of each schedule use."""
