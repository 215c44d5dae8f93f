"""Kin (近邻): which notes and goods go with which, learnt from what members did one after the other."""
