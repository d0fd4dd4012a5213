"""A table goes through its method: its phases, their time, and what goes on within one."""
