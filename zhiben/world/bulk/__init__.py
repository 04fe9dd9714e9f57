"""Worlds of real size: stories are walked once through the real tables and filled in for every case that goes that way."""
