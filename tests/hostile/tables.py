"""All rows of hostile inputs, by table and name."""

from __future__ import annotations

from tests.hostile import case_rows, command_rows, spec_rows, yaml_rows

TABLES = {
    "yaml": yaml_rows.ROWS,
    "case": case_rows.ROWS,
    "spec": spec_rows.ROWS,
    "command": command_rows.ROWS,
}
ROWS = {f"{table}-{name}": row for table, rows in TABLES.items() for name, row in rows.items()}
