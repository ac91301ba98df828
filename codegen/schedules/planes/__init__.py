"""The planes schedule: a stick of 16 channels is a row of SrcA, the weights of a tap a row of SrcB."""
