"""Training on a borrowed graphics card, by the clock.

A program of its own: ``python -m card`` from a folder that holds this one. It needs PyTorch, transformers,
tokenizers, NumPy and safetensors, and nothing else of the package it is part of.
"""
