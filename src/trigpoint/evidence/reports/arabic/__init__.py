"""Claims from Arabic prose: its own words, numbers and dates, the same kinds of claims."""
