"""The schedules: what each of them answers to the other rooms, and how it does its work."""
