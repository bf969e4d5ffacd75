"""What is asked: the kind of answer, of what, when; as people type it, and after the questions before it."""
