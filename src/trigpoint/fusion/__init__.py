"""Claims into events: linked with reasons, counted by origin, contradictions kept."""

from trigpoint.fusion.fuse import fuse
from trigpoint.fusion.vocabulary import LinkVocabulary, build_vocabulary

__all__ = ["LinkVocabulary", "build_vocabulary", "fuse"]
