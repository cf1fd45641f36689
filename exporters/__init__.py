"""Who is told, and how: JSON, metrics, pages, notices."""
