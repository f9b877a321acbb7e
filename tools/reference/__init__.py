"""Rebuilds `forms/reference/` from the npm packages it comes from: `make reference`."""
