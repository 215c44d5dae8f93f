"""Zhongcao: a community and a cross-border mall in one closed loop."""
