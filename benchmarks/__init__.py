"""What Makers costs: each module measures one thing against a real server and prints JSON."""
