"""The depthwise layers of known networks, from the stage lists of their papers.

`python -m codegen.networks` writes their case files, in cases/networks.
"""
