"""Answers with reasons, worked out from a book as of a date. Nothing here reads files, stores or screens."""
