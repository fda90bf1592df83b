"""Where: names to places, geodesy, land and water."""

from trigpoint.places.shore import ShoreMask, is_water

__all__ = ["ShoreMask", "is_water"]
