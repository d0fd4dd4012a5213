"""What goes on paper: cards for the tables, a list for the desk, a poster, sheets of methods."""
