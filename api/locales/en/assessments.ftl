### What the room "assessments" says to people.
