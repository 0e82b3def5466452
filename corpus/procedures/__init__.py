"""Administrative procedures (thủ tục hành chính, TTHC): typed records, the portal's formats, the listing that ships."""
