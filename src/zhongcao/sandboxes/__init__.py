"""The outside world, played by ourselves: payment channel, customs window, carrier."""
