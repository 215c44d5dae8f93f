"""Live shows (直播): announced, on air, watched again; with chat, hearts and a shelf of goods."""
