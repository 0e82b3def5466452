"""Synthetic plans of communes and the files that clerks make of them."""
