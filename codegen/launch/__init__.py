"""Runs a plan on the reference or on the emulator; the device has a room of its own."""
