"""Input that was made to do harm, and mutations by the thousand; ``make hostile`` runs all of it."""
