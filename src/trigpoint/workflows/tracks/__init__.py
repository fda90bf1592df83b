"""Whole runs over position files."""
