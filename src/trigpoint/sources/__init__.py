"""The edge where the outside comes in. Importing this is cheap: each reader's library loads when first used."""

from trigpoint.sources.intake import Intake, Rejected, take_in
from trigpoint.sources.limits import Limits

__all__ = ["Intake", "Limits", "Rejected", "take_in"]
