"""All rows of hostile inputs, by table and name."""

from __future__ import annotations

from tests.hostile import yaml_rows

TABLES = {"yaml": yaml_rows.ROWS}
ROWS = {f"{table}-{name}": row for table, rows in TABLES.items() for name, row in rows.items()}
