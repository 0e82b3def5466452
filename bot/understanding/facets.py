"""What kinds of thing a question can ask for: groups of the facets that `prompts/routing.yaml` names."""

# A field of a task's row.
TASK_FACETS = ("lead", "coordinate", "deadline", "deliverable")
# A field of any row, a target's watcher among them.
ROW_FACETS = (*TASK_FACETS, "monitor")
# A field of the document itself.
DOCUMENT_FACETS = ("signatory", "document_number", "issued_on", "plan_period", "issuing_body", "recipients", "replaces")
# What a document says once and for all, worded in many ways.
STANDING_FACETS = ("standing_agency", "funding", "reporting")

# What may be asked of a document that the plan rests on.
CITED_FACETS = ("issued_on", "issuing_body", "document_number")
