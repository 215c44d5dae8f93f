"""Community: notes, tags on pictures, likes, collections, comments, follows, topics."""
