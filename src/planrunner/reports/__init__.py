"""Writers of docx and markdown; they take plain values and know nothing of the store."""
