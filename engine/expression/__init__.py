"""The expressions of a form: parsed once, typed with units, evaluated exactly.

`parsing` turns text into syntax (`mending` recognises foreign signs, `places` knows where each word stands), `checking`
resolves names against a `Scope` and gives every node its type, `evaluation` turns a typed tree into a function of a frame,
`deciding` finds conditions that can never or must always hold, `phrasing` says a tree in the words of the form.
"""
