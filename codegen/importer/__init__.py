"""Reads the arguments of a hand-written kernel into an argument table: parse, walk, place, print."""
