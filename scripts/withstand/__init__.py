"""Brings the whole service up on loopback without containers, breaks each part in turn and tells what people saw."""
