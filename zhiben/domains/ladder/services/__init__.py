"""Verbs of the ladder."""
