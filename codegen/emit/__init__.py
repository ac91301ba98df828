"""From a variant to files: render, format, mark with a banner, then write, check or compare."""
