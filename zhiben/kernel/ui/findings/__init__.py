"""Findings of rules on screen: the list, one with its path drawn, the catalogue of rules."""
