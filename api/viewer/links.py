"""Where a quoted place is in the viewer."""

from urllib.parse import quote


def viewer_path(document_id: str, section_id: str | None = None) -> str:
    """Returns the viewer's path of a document, with the section's anchor: "/documents/lac-phuong-plan#s12"."""
    path = f"/documents/{quote(document_id)}"
    return f"{path}#{quote(section_id)}" if section_id else path
