"""Pages anybody may open without signing in: what this is, and checking a notice."""
