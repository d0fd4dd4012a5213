"""Notes at a part of the programme: of who is there, and of who moderates."""
