"""Is a result right: the golden convolution, tolerances, verdicts, and what would explain a mismatch."""
