"""Radar time series: is a structure still what it was."""
