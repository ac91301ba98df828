"""How long things take at the desk, always against something measured in the same run: one file for each section."""
