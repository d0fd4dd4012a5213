"""Notes at a part of the programme: seen on the walk, asked from the hall, taken home."""
