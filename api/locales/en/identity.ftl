### What the room "identity" says to people.

identity-taken-meanwhile = A mobile number or number was given to somebody else in the meantime: nothing was written, try again
identity-forbidden = You may not do this: only the person herself, or somebody who supervises or mentors her, may
identity-forbidden-roles = You may not do this: it takes one of these roles at the institution concerned: { $roles }. Ask a system administrator
identity-own-evidence = You may not review your own evidence: ask your supervisor to
identity-not-supervising = You did not supervise or mentor this trainee when the evidence occurred: whoever did must review it
identity-phone = "{ $value }" is no mobile number: give 6 to 15 digits, with a leading plus where needed
identity-email = "{ $value }" is no mail address: write it as name@example.org
identity-phone-taken = The mobile number { $phone } belongs to somebody else: check it, or use the person already there
identity-number-taken = The number { $number } belongs to somebody else at this institution: check it, or use the person already there
identity-role-place = The role "{ $role }" has the wrong place: leave the institution out for a system administrator, and name it for every other role
identity-token-expired-already = The token would have expired already: give an instant in the future, or none
identity-audit-action = "{ $action }" names no act: write it as in the trail, noun first, such as placement.create
identity-audit-period = nothing lies between { $since } and { $until }: give an instant for until that is later than since
identity-scope-missing = The token or session in use does not serve for this: it lacks the scope "{ $scope }". Use one that has it
identity-scopes-beyond-own = The token in use does not have these scopes, and cannot pass them on: { $scopes }

## Roles

code-Role-SYSTEM_ADMINISTRATOR = system administrator
code-Role-SCHOOL_REGISTRAR = school registrar
code-Role-PROGRAMME_DIRECTOR = programme director
code-Role-BASE_ADMINISTRATOR = base administrator
code-Role-SUPERVISOR = supervisor
code-Role-TRAINEE = trainee

## Relations

code-RelationKind-SUPERVISES = supervises
code-RelationKind-MENTORS = mentors
code-RelationKind-LEARNS_AT = learns at
code-RelationKind-WORKS_AT = works at

## Why an act is refused

code-IdentityErrorCode-INVALID = invalid
code-IdentityErrorCode-TAKEN = taken
code-IdentityErrorCode-NOT_FOUND = not found

## What a token may be used for

code-TokenScope-READ_OWN = read own
code-TokenScope-READ_INSTITUTION = read institution
code-TokenScope-SUBMIT = submit
code-TokenScope-REVIEW = review
code-TokenScope-ISSUE = issue
code-TokenScope-ADMINISTER = administer
code-TokenScope-EXPORT = export

## What opens the door

code-TokenKind-SESSION = session
code-TokenKind-API = API token
code-TokenKind-EXCHANGE = exchanged token
