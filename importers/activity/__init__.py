"""What happened between people: meetings, calls, messages."""
