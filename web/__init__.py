"""The web application: views → services → (database | engine)."""
