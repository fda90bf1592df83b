"""Positions to observations: clean, segment, visits, gaps with their reasons. Arrays in, findings out; nothing is opened."""
