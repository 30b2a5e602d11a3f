"""Everything known of a proposed answer, as named features, each kind of evidence in a module of its own.

What the features are worth is fitted and stored in ``calibration.json``: see :mod:`qa.answering.calibration`.
To add a kind of evidence, write a module with an ``Evidence`` and put it into ``chain.CHAIN``.
"""
