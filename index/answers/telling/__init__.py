"""What is told of it, in words made from records; or that the articles do not say."""
