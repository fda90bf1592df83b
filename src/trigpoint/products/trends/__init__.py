"""Tables by month and site histories as lines, rows and charts."""
