"""Fine-tuning and distilling the reader, in runs that survive being killed."""
