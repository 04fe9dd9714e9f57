"""Figures by division: declared once, counted by set, and each one opens the records behind it."""
