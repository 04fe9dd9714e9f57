"""Verbs of corrections and merging."""
