### What the room `ratings` says to people.

ratings-not-confirmed = This session was not confirmed: rate it once it is
ratings-late = This session was confirmed more than { $days } days ago: it is not rated any more
ratings-not-there = Whoever attended a session rates the session, those who led it and the place; whoever led it rates the group and the host: you cannot rate the { $subject }
ratings-no-subject = This session has no such { $subject } to be rated: name one of those who led it as the mentor and nobody otherwise; a host is rated where another institution held the session
ratings-rated = You have rated this already: a rating is given once, and never changed
ratings-item-unknown = The form has no item { $item }: answer its own items
ratings-item-twice = { $item } is answered twice: leave one out
ratings-item-missing = { $item } is not answered: answer every item of the form
ratings-value = An answer is a whole number from 1 to { $most }: correct it
ratings-file-twice = { $path }: the file has a form for { $subject } already: leave one out
ratings-file-missing = { $path }: the file has no form for { $subject }: add one
code-TeachingRatingSubject-SESSION = session
code-TeachingRatingSubject-MENTOR = mentor
code-TeachingRatingSubject-BASE = place
code-TeachingRatingSubject-GROUP = group of learners
code-TeachingRatingSubject-HOST = host
code-TeachingRatingErrorCode-INVALID = Invalid
code-TeachingRatingErrorCode-HAS_IDENTIFIER = Holds an identity or mobile number
code-TeachingRatingErrorCode-NOT_CONFIRMED = Not confirmed
code-TeachingRatingErrorCode-TOO_LATE = Too late
code-TeachingRatingErrorCode-NOT_THERE = Was not there
code-TeachingRatingErrorCode-NO_SUBJECT = No such subject
code-TeachingRatingErrorCode-RATED = Rated already
