"""How what was found relates: values told together, newer ones, plans, and sources that differ."""
