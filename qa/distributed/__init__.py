"""The same work on several machines, on Ray: reading, splitting and embedding, and asking question sets.

Nothing here is imported unless ``--ray`` is given. Ray starts the processes, moves the data between them as
Arrow tables, and starts lost work again; this package says what the work is, and what is done with it here.
"""
