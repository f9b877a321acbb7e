"""Measurements, printed as a table by ``make bench``. They assert nothing: a slow machine is no mistake."""
