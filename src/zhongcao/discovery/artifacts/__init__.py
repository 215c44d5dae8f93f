"""What processes learn from, as versioned files: one shelf for all kinds, swapped without a restart."""
