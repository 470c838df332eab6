"""An emulated GitHub: its REST API and its pages, for one repository."""
