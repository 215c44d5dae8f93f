"""Vectors (向量): notes and goods as points, near each other where the same people acted on them; and audiences."""
