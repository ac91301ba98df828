"""Programs compiled for this machine: the compiler, the cache of what it made, and how such a program is asked."""
