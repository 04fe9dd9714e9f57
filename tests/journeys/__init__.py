"""Whole days of work through the doors people use: pages without scripts, and the API."""
