"""The customs window: its protocol, its messages, its envelope, its signature."""
