"""From positions to names: the reads of a legacy kernel as the named arguments of Metal 2.0.

`names` gives each position a name, `types` says how a word becomes what the kernel wants, `counters` which variables
only counted positions, `edits` changes a text, and `port` puts these together.
"""
