"""One file that holds a deployment: the store's rows, the key of its hashes, and files that were imported or written.

A ZIP archive of JSON Lines, a table each, the same from SQLite and from PostgreSQL, so that either restores into the
other; `manifest.json` says which step of the tables it is of, how many rows there are, and each member's SHA-256.
"""
