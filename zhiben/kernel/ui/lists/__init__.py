"""List pages: declared, not written."""
