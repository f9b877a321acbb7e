"""The kinds of field: one file each, and the explicit table of them in `kinds`."""
