"""What indexing and asking cost in time and memory: `python -m tests.bench`."""
