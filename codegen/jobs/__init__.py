"""Cases on many workers, through Dask: who runs them, what a worker does, and what was done before.

Only modules that say so import Dask, which the extra `jobs` brings; nothing else needs it.
"""
