"""The edge: FastAPI app, HTTP schemas, command line, source viewer, demo page. I/O and limits, no domain rules."""
