"""Answers about administrative procedures: which one is meant, what of it is asked, and what its record says."""
