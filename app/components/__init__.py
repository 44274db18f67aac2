"""The app's own components: typed functions around the files in `refnet/web`, drawing names as text only."""

from app.components.chain import chain
from app.components.entries import Click, Entry, entries
from app.components.message import message
from app.components.network_map import circle_map, network_map
from app.components.picker import picker

__all__ = ["Click", "Entry", "chain", "circle_map", "entries", "message", "network_map", "picker"]
