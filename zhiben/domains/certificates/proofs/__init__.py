"""Certificates that prove themselves: what a code says, the published lists, the verdict on a code that is shown."""
