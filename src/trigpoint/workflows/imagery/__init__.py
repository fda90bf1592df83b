"""Whole runs over pictures: they open rasters, call `evidence.imagery` and hand back findings."""
