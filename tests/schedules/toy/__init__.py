"""A schedule that no file of the tool knows: all that it needs is in this folder.

A stick is a row of whole tiles, padded with zeros if need be. The writer gathers the sticks under the taps of an
output; the compute kernel multiplies each with the weights of its tap, sums in Dst, and packs into the output shard.
"""
