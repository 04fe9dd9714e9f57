"""Notices to people: a row first, channels after; the list in the platform is the one that is always there."""
