"""Places emitted operations into a tt-metal checkout, and takes them back."""
