"""Who in your network can introduce you to whom."""

__version__ = "0.1.0"
