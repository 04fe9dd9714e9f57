"""Hazards and the notices that order their rectification: found, graded, ordered, rectified, re-checked, closed."""
