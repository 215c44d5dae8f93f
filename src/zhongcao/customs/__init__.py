"""Customs: taxes, allowances and declarations of cross-border orders."""
