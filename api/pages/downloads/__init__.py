"""Tasks as files: a workbook, comma-separated values, a calendar of deadlines. All say which document they are from."""
