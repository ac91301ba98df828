"""What a depthwise layer costs on the chip, beside ttnn's own: counted by a simulator that counts.

`python -m ttdw_ttnn.counting --case networks` needs a simulator that docs/network.md describes.
"""
