### What the room "pairings" says to people.
