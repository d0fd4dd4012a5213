"""What the organiser does for all tables of a round at once, and a table that asks for them."""
