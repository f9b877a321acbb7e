"""Use cases: each public function is one of them, in one transaction."""
