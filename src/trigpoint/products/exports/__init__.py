"""Events and claims for other programs, one module per format. Nothing leaves without its precision and its sources."""
