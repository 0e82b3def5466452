"""The assistant that answers from records, and its chat channels."""
