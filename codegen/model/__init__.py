"""What users write: variants and cases, read from YAML with errors that name file and line."""
