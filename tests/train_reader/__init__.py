"""Training, exporting and measuring the reader; not part of the wheel."""
