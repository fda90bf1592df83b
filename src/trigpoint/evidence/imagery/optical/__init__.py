"""Change between optical pictures: learned from a few marked pairs, per structure, or a bare map without marks."""
