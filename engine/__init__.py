"""Tidu's engine: a form written in YAML, compiled, bound to answers and assessed.

The engine knows no web, no database, no clock and no policy. Text becomes nodes (`source`), nodes become a form
(`compiler`), a form is bound to answers (`binding`), bound answers are assessed (`assessment`). Nothing flows back.
"""
