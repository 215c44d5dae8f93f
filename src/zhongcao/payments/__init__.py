"""Payments (支付): money in, money back, and the books that prove it."""
