"""Pictures as files: the one place that opens and writes rasters."""
