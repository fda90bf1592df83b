"""Counting without trained weights: proposals for a person to accept, reject and add to."""
