"""Pages that serve files."""
