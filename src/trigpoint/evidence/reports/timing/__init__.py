"""When: time expressions as intervals, the day a text was published, who published it."""
