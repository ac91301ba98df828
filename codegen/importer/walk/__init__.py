"""The walk through a kernel, in the order in which it runs: a file for each kind of code.

Each file has HANDLERS: what to do at a node of the grammar, and what value it gives. `walk` holds what they share.
"""
