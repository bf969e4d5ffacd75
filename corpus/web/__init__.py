"""Articles from the open internet: pages and feeds, fetched politely and saved as files of the corpus."""
