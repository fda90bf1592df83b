"""Measurements, printed as tables. Nothing here asserts on a clock."""
