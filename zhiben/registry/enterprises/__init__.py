"""Enterprises: who builds, consults, designs, tests. One row per enterprise, found by credit code or by name."""
