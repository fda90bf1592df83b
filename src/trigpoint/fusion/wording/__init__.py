"""Estimative language: scales of likelihood, sentences, and the lint. Values in, values out; the words come from `data/`."""
