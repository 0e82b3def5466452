"""A clerk's own documents: taken in, kept in versions, published and taken back."""
