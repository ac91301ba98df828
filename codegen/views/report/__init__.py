"""Pages and pictures that people look at: each page is one file, which asks nobody for anything."""
