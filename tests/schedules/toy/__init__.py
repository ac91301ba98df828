"""A schedule that no file of the tool knows: the writer multiplies and adds on its RISC-V processor, datum by datum.

Its plan is what every schedule has; it is slow, and short. What it needs is in this folder.
"""
