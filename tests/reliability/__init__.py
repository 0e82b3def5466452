"""Commands killed with SIGKILL at random moments: what is left must be whole, the old or the new."""
