"""What feeds are made with: stages on a budget, features, the learnt ranker, spreading, chances, records of pages.

Pure arithmetic over lists and arrays: no SQL, no settings. The feeds themselves are read in `service/_home.py` (notes)
and `service/_goods.py` (goods), stage by stage.
"""
