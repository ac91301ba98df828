"""What of docs/ is made of the code: pictures of plans, the command line, the fields of files, the rooms."""
