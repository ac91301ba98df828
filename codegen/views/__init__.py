"""What people and machines read: verdicts, tables, JSON, JUnit."""
