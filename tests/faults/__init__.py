"""What happens when the power goes, the server dies, the line is bad."""
