"""Machines for programs."""
