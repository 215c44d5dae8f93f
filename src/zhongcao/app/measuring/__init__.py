"""What `./zhongcao bench` measures: a shop of its own with real processes, loaded from outside over loopback."""
