"""An invented town of members with hidden tastes, who live some weeks with the real engine; no domain knows of it."""
