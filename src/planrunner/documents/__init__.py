"""Readers: one file per format, each giving an extract.document.Document."""
