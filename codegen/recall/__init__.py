"""A verification on the emulator that passed, done again by the same words when nothing has changed.

What takes the time of a small case is not the program but what comes before it: reading the command line, specs and
cases, planning, rendering, formatting. All that is a function of files. So a run that passed leaves what it asked the
compiled program, with a digest of every file that had a say. The same words launch the program again, compute the
golden convolution again and compare the two. Where a file differs, or a case does not pass, the command goes the long
way, which tells what is wrong.
"""
