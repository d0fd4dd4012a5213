"""An event for researchers: who sat with whom and what was shared, under pseudonyms."""
