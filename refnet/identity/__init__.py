"""Who is who: records and the owner's decisions in, people out. Plain functions on plain data."""

from refnet.identity.resolve import Doubt, Resolution, resolve

__all__ = ["Doubt", "Resolution", "resolve"]
