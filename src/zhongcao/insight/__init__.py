"""What behaviour tells: the event lake, demand, purchase proposals, the funnel of the loop (数据洞察)."""
