"""Corrections and merging for programs."""
