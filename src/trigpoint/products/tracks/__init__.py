"""Tracks as people publish them, and the JSON lines of the track commands."""
