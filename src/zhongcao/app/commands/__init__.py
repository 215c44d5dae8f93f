"""The commands of ./zhongcao, one file per family; cli.py lists them and loads only the one that is called."""
