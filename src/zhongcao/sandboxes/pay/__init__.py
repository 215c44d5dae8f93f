"""A payment channel that behaves like Alipay, down to its signatures and its repeated notifications."""
