"""Every text that a person reads, every word list, and the one loader of them."""
