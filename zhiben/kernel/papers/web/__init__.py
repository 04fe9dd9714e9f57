"""The import pages: upload, match columns, see what would happen, confirm, undo."""
