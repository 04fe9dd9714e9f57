"""Projects for programs."""
