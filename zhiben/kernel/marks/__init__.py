"""Anomaly marks (异常标记): what is wrong with a subject of any registry, since when, found by which rule or person."""
