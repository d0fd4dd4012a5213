"""Coming to a table: seen there, under whose name, late and outside the plan, and who leads."""
