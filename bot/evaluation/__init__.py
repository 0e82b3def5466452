"""Answer quality: judgments in, a table out."""
