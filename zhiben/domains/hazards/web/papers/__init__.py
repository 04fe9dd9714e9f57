"""Printed notices over HTTP."""
