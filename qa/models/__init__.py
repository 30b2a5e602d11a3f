"""The neural models behind the Embedder and Reader Protocols.

Everything around the forward pass (files, tokens, windows, batches, spans, calibration) knows nothing of
the runtime that computes it, and imports neither torch nor transformers.
"""
