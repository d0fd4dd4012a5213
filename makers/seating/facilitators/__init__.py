"""Who leads the tables: asked, answered, briefed, and who takes over when somebody leaves."""
