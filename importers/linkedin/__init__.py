"""The parts of LinkedIn's export: one module a part, and one way to say which member is meant."""
