"""The expressions of a form: parsed once, typed with units, evaluated exactly.

`parsing` turns text into a syntax tree, `typing` resolves its names against a `Scope` and gives every node its type,
`evaluation` turns a typed tree into a function of a frame, `phrasing` says it in the words of the form.
"""
