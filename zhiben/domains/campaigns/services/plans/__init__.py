"""Plans as files: their format, reading, checking, loading."""
