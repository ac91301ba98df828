"""What a program would take on the chip, in cycles: modelled on the emulator, and bounded from below."""
