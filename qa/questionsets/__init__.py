"""Question sets: one noun, one reader of each format, for whoever evaluates, calibrates or trains."""
