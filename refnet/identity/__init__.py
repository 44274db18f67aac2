"""Who is who: records and the owner's decisions in, people out. Plain functions on plain data."""

from refnet.identity.homes import Homes
from refnet.identity.profile import build_person
from refnet.identity.resolve import Doubt, Resolution, consent_in, resolve

__all__ = ["Doubt", "Homes", "Resolution", "build_person", "consent_in", "resolve"]
