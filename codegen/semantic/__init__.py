"""What a change of specs, cases or of the tool means: from two sides to a record of everything that differs."""
