"""Input that was made to do harm: the cases, and mutations by the thousand. ``make hostile`` runs all of it."""
