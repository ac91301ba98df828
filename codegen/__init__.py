"""Depthwise conv2d for tt-metal from a spec: plan, emit, execute, compare."""
