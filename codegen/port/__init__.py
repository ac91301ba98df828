"""Whether the same case is the same program under two targets: slot for slot, and on the emulator."""
