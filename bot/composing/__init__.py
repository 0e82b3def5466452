"""From evidence to a draft answer, by templates filled from record fields and exact quotes."""
