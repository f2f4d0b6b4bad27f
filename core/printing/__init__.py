"""Papers as PDF: drawn by WeasyPrint, faces embedded, many alike stamped onto one prepared page."""
