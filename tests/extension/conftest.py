"""What lies in inside/ is run by another interpreter, which has ttnn."""

collect_ignore = ["inside"]
