"""From a variant and a case to a program, as pure arithmetic over frozen records."""
