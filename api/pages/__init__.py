"""The data of the commune's pages: pure functions over corpus records, no HTML and no HTTP."""
