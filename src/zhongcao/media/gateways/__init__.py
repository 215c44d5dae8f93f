"""The child process that opens what strangers sent."""
