"""The criteria for programs."""
