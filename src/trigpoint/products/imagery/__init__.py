"""Pictures as people publish them, and the JSON lines of the imagery commands."""
