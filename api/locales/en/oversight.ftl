### What the room "oversight" says to people.
