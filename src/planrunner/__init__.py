"""planrunner: from a report's plan section to dated, tracked, evidenced work, and back into the next report."""

__version__ = "0.1.0"
