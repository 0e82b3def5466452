"""The operator's page (/admin): who may see it, what it shows, what it exports."""
