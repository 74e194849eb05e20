### What the room "curricula" says of competency frameworks.

## Files in the form of CASE 1.1

frameworks-malformed = the file is no JSON: correct it at line and column { $value }
frameworks-too-large = the file is larger than { $limit } MB: send a smaller framework
frameworks-too-deep = { $path } is nested { $value } levels deep, which is too deep: make it flatter
frameworks-too-many = { $path } has { $value } entries, which are too many: divide the framework
frameworks-too-long = { $path } has { $value } characters, which are too many: shorten it
frameworks-missing = { $path } is missing: add it
frameworks-not-text = { $path } is { $value }: make it a text
frameworks-not-a-list = { $path } is no list: make it one
frameworks-not-an-object = { $path } is no object: make it one
frameworks-not-a-number = { $path } is { $value }: give a number
frameworks-not-a-whole-number = { $path } is { $value }: give a whole number
frameworks-not-a-uuid = { $path } is "{ $value }": give a UUID of version 1 to 5 in small letters
frameworks-not-a-uri = { $path } is "{ $value }", which is no address: correct it
frameworks-not-a-date = { $path } is "{ $value }": give a day such as 2026-03-01
frameworks-not-a-date-time = { $path } is "{ $value }": give an instant with its offset, such as 2026-03-01T08:00:00Z
frameworks-unknown-value = { $path } is "{ $value }", which CASE 1.1 does not know: use one of its values, or one of your own that begins with ext: where it lets you
frameworks-duplicate-identifier = { $path } is { $value }, which another object of the file has: give each its own
frameworks-dangling-association = { $path } names { $value }, which is not in the file: add it or take the association out
frameworks-cycle = { $path } leads in a circle through { $value }: take one association of the circle out
frameworks-equal-levels = { $path } is { $value }, as at another level of the criterion: give each level its own
frameworks-wrong-parent = { $path } names { $value }, which is not what it stands in: correct it
frameworks-too-many-problems = there are more problems than the { $value } told: correct these, then import again

## Frameworks

frameworks-in-use-elsewhere = "{ $framework }" is in use at { $institution } under the same identifier: use theirs, or give yours an identifier of its own
frameworks-imported-meanwhile = somebody has just imported a framework with the same identifier: look at it, then import again
frameworks-retired = "{ $framework }", version { $number }, is retired: use the version in use

## The read endpoints

frameworks-case-unknown = Nothing of this kind bears this identifier.
frameworks-case-no-uuid = The identifier is no UUID: write it as xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx.
frameworks-case-no-field = A CFDocument has no field "{ $field }": select among those of CASE 1.1.
frameworks-case-fault = The answer could not be made: try again later.

## What codes are called

code-CompetencyLinkKind-EXACT = the same
code-CompetencyLinkKind-CLOSE = alike
code-CompetencyLinkKind-BROADER = part of the broader
code-CompetencyLinkKind-PEER = side by side
code-CompetencyLinkKind-PRECEDES = comes before
code-CompetencyLinkKind-REPLACED_BY = replaced by
code-CompetencyLinkKind-EXEMPLAR = example
code-CompetencyLinkKind-SKILL_LEVEL = level
code-CompetencyLinkKind-TRANSLATION = translation
code-CompetencyLinkKind-OTHER = other
code-CompetencyFrameworkErrorCode-INVALID = Invalid
code-CompetencyFrameworkErrorCode-UNKNOWN_PRESET = Unknown preset
code-CompetencyFrameworkErrorCode-IN_USE_ELSEWHERE = In use elsewhere
code-CompetencyFrameworkErrorCode-RETIRED = Retired
code-CompetencyFrameworkErrorCode-CONFLICT = Changed meanwhile
