"""What gives texts their vectors: any sentence-transformers model, and its copy that needs no torch."""
