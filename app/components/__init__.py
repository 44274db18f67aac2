"""The app's own components: typed functions around the files in `refnet/web`, drawing names as text only."""

from app.components.chain import chain
from app.components.message import message
from app.components.network_map import network_map

__all__ = ["chain", "message", "network_map"]
