"""Random cases: how they are drawn, and whether golden convolution, reference and emulator agree on them."""
