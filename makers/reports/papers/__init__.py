"""The plan on paper: cards for the tables, a list for the desk, a poster for the wall."""
