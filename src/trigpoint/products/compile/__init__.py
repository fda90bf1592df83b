"""A brief written by hand: Markdown whose sentences carry evidence ids, checked one by one, then set as HTML and PDF."""
