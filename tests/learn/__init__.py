"""Scripts that learn what the product ships: the thesaurus and the weights of the evidence."""
