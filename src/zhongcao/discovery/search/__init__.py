"""The search engine: an inverted index in flat arrays, what a query means, spelling, suggestions. No SQL, no network.

Read in this order: `wording` (one form for all writing), `lexicon` (what things are called), `reading` (what a query
asks for), `writing`, `joining` and `index` (how documents are kept and found), `vocabulary` (what else may be meant),
`ranking`, `artifact` (the file that web processes map into memory) and `shelf` (which version a process holds, and what
changed since it was made).
"""
