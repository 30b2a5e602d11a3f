"""The commands of ``qa``, one module each; ``qa.cli`` registers them.

The modules are imported for ``qa --help``: whatever is heavy is imported inside their functions.
"""
