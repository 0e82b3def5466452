"""Official documents of communes, read into typed records and an outline. `corpus.ingest.load_corpus` is the entry."""
