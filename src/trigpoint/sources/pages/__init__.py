"""Saved web pages: the article parted from its furniture."""
