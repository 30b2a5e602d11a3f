"""Named collections: indexes that a user has given names, and the one that is asked where none is named."""
