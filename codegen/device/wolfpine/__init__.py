"""Wolfpine, a simulator with clocks: its set-up, its log, and where a program hangs on it.

`server.py` and `lines.py` run in the Python that has wolfpine, and need no ttdw. All else runs here.
"""
