"""When a table goes otherwise than planned: each thing that can be done, and how it is undone."""
