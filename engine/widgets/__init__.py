"""The HTML of every kind of field: one template a kind, and what the templates are given."""
