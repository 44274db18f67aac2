"""Who brought whom together, and what business came of it."""
