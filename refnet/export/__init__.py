"""Lists that leave, and whole books. Each border has one function that knows how text crosses it."""
