"""Question sets in; metrics, comparison and the report out."""
