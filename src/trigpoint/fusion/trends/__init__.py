"""Rates with exposure, changes of rate and their alerts, monthly tables and the history of a site. Counts in, findings out."""
