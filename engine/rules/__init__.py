"""How points are given and conditions decided: one file a kind of rule, each evaluated exactly and able to explain itself."""
