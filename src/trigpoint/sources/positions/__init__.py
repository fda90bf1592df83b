"""Tables and messages of positions, of vessels and aircraft, read into arrays."""
