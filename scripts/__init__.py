"""Developer commands that the Makefile calls; not part of the installed application."""
