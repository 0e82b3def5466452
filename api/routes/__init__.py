"""The HTTP routes, one module a group of the public contract."""
