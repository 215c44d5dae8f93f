"""How people write: the sentences of the sample world and the patterns that join them."""
