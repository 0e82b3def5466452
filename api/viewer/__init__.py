"""The source viewer: an official document's sections as one HTML page without scripts."""
