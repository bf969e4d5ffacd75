"""What was found: sentences and the figures in them, each with how well it answers."""
