"""A language model behind the same check: it may word an answer, never decide what is true."""
