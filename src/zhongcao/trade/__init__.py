"""Cart, quote, order and its fulfilment: where wanting becomes receiving."""
