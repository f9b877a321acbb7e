"""Nodes become a form. The compiler is the linter: everything `tidu check` says is said here."""

from engine.compiler.form import Compiled, compile_form

__all__ = ["Compiled", "compile_form"]
