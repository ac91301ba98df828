"""The stick schedule, as it was written by hand: each output stick is gathered, multiplied and summed."""
