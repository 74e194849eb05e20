### What the room "identity" says to people.

identity-taken-meanwhile = A mobile number or number was given to somebody else in the meantime: nothing was written, try again
identity-forbidden = You may not do this: only the person herself, or somebody who supervises or mentors her, may
identity-forbidden-roles = You may not do this: it takes one of these roles at the institution concerned: { $roles }. Ask a system administrator
identity-own-evidence = You may not review your own evidence: ask your supervisor to
identity-second-hand = You handed this in, or decided about it at an earlier step: a second person must decide
identity-not-seated = You do not sit on this committee, or only its chair may do this: ask its chair
identity-not-supervising = You did not supervise or mentor this trainee when the evidence occurred: whoever did must review it
identity-phone = "{ $value }" is no mobile number: give 6 to 15 digits, with a leading plus where needed
identity-email = "{ $value }" is no mail address: write it as name@example.org
identity-phone-taken = The mobile number { $phone } belongs to somebody else: check it, or use the person already there
identity-number-taken = The number { $number } belongs to somebody else at this institution: check it, or use the person already there
identity-document-taken = Somebody recorded already bears the identity number { $number }: use that record, or import a roster, which recognises her
identity-document-form = This is no number of this document: { $document }. Write it as the document prints it
identity-resident-form = This is no resident identity number: it has 17 digits and a check character, a digit or X
identity-identifier = Characters { $from } to { $until } of { $field } are a number that identifies somebody ({ $what }): leave it out
identity-identifier-mobile = mobile number
identity-resident-birth = This is no resident identity number: its digits 7 to 14 are no day of birth
identity-resident-check = This is no resident identity number: its check character does not fit. Compare it with the card
identity-birth-contradicts = The day of birth { $day } is not the one that the identity number holds: correct one of them
identity-birth-future = The day of birth { $day } lies in the future: correct it
identity-purpose = Say for what the number is needed, in 1 to { $limit } characters
identity-number-none = No identity number is on record for this person: record it first
identity-own-double = You cannot decide about your own record: ask another registrar or a system administrator
identity-double-decided = This pair was decided about already: there is nothing left to say
identity-leaves-on = { $day } cannot be the last day: give a day from { $earliest } to today
identity-leaves-nothing = Nothing binds this person to the institution as a member of staff: check which one she left
identity-merge-same = This is one and the same record: give two
identity-merge-numbers = The two records bear different identity numbers: they are of two people, or one number is wrong. Correct it first
identity-merge-supervises = One of the two looks after the other: they are of two people, or a supervision is wrong. End it first
identity-merge-certificate = Both are enrolled in the same version, and the enrolment that would be given up has a certificate: keep that record, or decide about the certificate first
identity-merge-overlap = Both were placed or on duty at the same time: cancel or withdraw one of the two first
identity-reason = Give a reason of 1 to { $limit } characters
identity-role-place = The role "{ $role }" has the wrong place: it is held at this kind of place, { $kind }; give that one and no other (none for a system administrator)
identity-role-region = "{ $code }" is no administrative division code: give 6, 9 or 12 digits
identity-role-not-held = You may not grant or take back the role "{ $role }": you hold no roles there that allow as much for as long; ask a system administrator
identity-role-over = The role "{ $role }" is over already: there is nothing to take back
identity-last-administrator = This is the last system administrator: grant the role to somebody else without an end first, then take this one back
identity-deputy-self = You cannot be your own deputy: choose a colleague
identity-delegation-over = The delegation is over since { $end }: give a day that is not past
identity-delegation-long = The delegation is too long: give at most { $limit } days, and renew it when they are over
identity-token-expired-already = The token would have expired already: give an instant in the future, or none
identity-token-outlives = The token would outlive the one in use, which ends at { $end }: give an instant no later than that, or none, or sign in to make it
identity-token-owner = A token is for one of the two: give personId or serviceAccountId, and not both
identity-audit-action = "{ $action }" names no act: write it as in the trail, noun first, such as placement.create
identity-audit-period = nothing lies between { $since } and { $until }: give an instant for until that is later than since
identity-scope-missing = The token or session in use does not serve for this: it lacks the scope "{ $scope }". Use one that has it
identity-scopes-beyond-own = The token in use does not have these scopes, and cannot pass them on: { $scopes }
identity-scopes-of-service = A service account neither issues nor administers: leave these scopes out of its token: { $scopes }
identity-service-account-over = This service account is over: make a new one
identity-role-service-account = The role of a service account is not granted to people: make one with serviceAccountCreate
identity-end-past = The last day { $end } is past already: give today or a later day, or none

## Roles

code-Role-SYSTEM_ADMINISTRATOR = system administrator
code-Role-SCHOOL_REGISTRAR = school registrar
code-Role-PROGRAMME_DIRECTOR = programme director
code-Role-BASE_ADMINISTRATOR = base administrator
code-Role-SUPERVISOR = supervisor
code-Role-TRAINEE = trainee
code-Role-DEPARTMENT_SECRETARY = department secretary
code-Role-DEPARTMENT_HEAD = head of department
code-Role-MENTOR = mentor
code-Role-CONSORTIUM_COORDINATOR = consortium coordinator
code-Role-SENDING_OFFICER = sending-institution officer
code-Role-HEALTH_AUDITOR = health-authority auditor
code-Role-SERVICE_ACCOUNT = service account

## What a role is held at

code-PlaceKind-EVERYWHERE = whole installation
code-PlaceKind-INSTITUTION = institution
code-PlaceKind-DEPARTMENT = department
code-PlaceKind-REGION = administrative division
code-PlaceKind-CONSORTIUM = consortium

## Relations

code-RelationKind-SUPERVISES = supervises
code-RelationKind-MENTORS = mentors
code-RelationKind-CONSIDERS = considers what to entrust to
code-RelationKind-LEARNS_AT = learns at
code-RelationKind-WORKS_AT = works at
code-RelationKind-ENROLLED_BY = is enrolled by
code-RelationKind-SENT_BY = was sent by

## Why an act is refused

code-IdentityErrorCode-INVALID = invalid
code-IdentityErrorCode-TAKEN = taken
code-IdentityErrorCode-NOT_FOUND = not found
code-IdentityErrorCode-CONFLICT = contradiction
code-IdentityErrorCode-LAST_ADMINISTRATOR = last administrator

## Identity documents and doubles

code-IdentityDocument-RESIDENT_CARD = resident identity card
code-IdentityDocument-PASSPORT = passport
code-IdentityDocument-HONG_KONG_MACAU_PERMIT = mainland travel permit for Hong Kong and Macau residents
code-IdentityDocument-TAIWAN_PERMIT = mainland travel permit for Taiwan residents
code-DoubleGround-IDENTITY_NUMBER = same identity number
code-DoubleGround-NAME_AND_BIRTH = same name and day of birth
code-DoubleStatus-OPEN = open
code-DoubleStatus-MERGED = joined
code-DoubleStatus-DISTINCT = two people

## What a token may be used for

code-TokenScope-READ_OWN = read own
code-TokenScope-READ_INSTITUTION = read institution
code-TokenScope-SUBMIT = submit
code-TokenScope-REVIEW = review
code-TokenScope-ISSUE = issue
code-TokenScope-ADMINISTER = administer
code-TokenScope-EXPORT = export
code-TokenScope-EXCHANGE = exchange

## What opens the door

code-TokenKind-SESSION = session
code-TokenKind-API = API token
code-TokenKind-EXCHANGE = exchanged token

## Accounts, sessions and passwords

identity-wrong-credentials = Login and password do not belong together: check both, or ask for a new password
identity-not-a-session = The request came with a bearer token, which cannot be signed out: revoke the token instead
identity-password-short = The password is too short: take at least { $limit } characters, for instance three words that have nothing to do with each other
identity-password-long = The password is too long: take at most { $limit } characters
identity-password-personal = The password contains what others know of you, such as your name or number: choose another
identity-password-common = The password is among the first that everybody tries: choose another, for instance three words that have nothing to do with each other
identity-code-invalid = This code does not work: it is mistyped, used, expired, or a later one took its place. Check it, or ask for a new one
identity-registered = This person has an account already: reset her password instead
identity-not-registered = This person has no account yet: invite her instead
identity-no-email = This person has no mail address: choose another channel, or add the address first
identity-no-phone = This person has no mobile number: choose another channel, or add the number first
identity-account-above = This person holds a role that oversees an institution, or wider powers than yours: ask a system administrator
identity-second-factor-first = Your role is not in force in this session: sign in with your second factor, or set one up first
identity-second-factor-needed = A code is wanted as well: give the six digits that your authenticator app shows, or a recovery code
identity-wrong-second-factor = This code does not work: give the six digits that your authenticator app shows now, each of which works once, or a recovery code
identity-second-factor-set = A second factor is in force already: remove it before setting up another
identity-issuer = "{ $value }" cannot be an issuer: give the https address that the provider's discovery document names, without user, query or fragment, at most 512 characters
identity-sign-on-refused = Signing in through your institution did not work: try again, or sign in another way, and ask whoever looks after accounts there whether your mail address on record is the one that your institution confirms
identity-second-factor-not-set = This person has no second factor: there is nothing to take away
identity-second-factor-own = You cannot take away your own second factor at the desk: remove it with a code, or ask somebody else
identity-second-factor-above = This person holds roles that you could not grant: ask somebody who could, or a system administrator

code-AccountErrorCode-WRONG_CREDENTIALS = wrong login or password
code-AccountErrorCode-WEAK_PASSWORD = weak password
code-AccountErrorCode-INVALID = invalid
code-AccountErrorCode-TAKEN = taken
code-AccountErrorCode-SECOND_FACTOR_NEEDED = second factor needed
code-AccountErrorCode-WRONG_SECOND_FACTOR = wrong second factor
code-AccountErrorCode-SECOND_FACTOR_SET = has a second factor
code-AccountErrorCode-SECOND_FACTOR_NOT_SET = has no second factor
code-AccountErrorCode-CODE_INVALID = code not valid
code-AccountErrorCode-REGISTERED = has an account
code-AccountErrorCode-NOT_REGISTERED = has no account
code-AccountErrorCode-UNREACHABLE = no address
code-AccountErrorCode-NOT_A_SESSION = not a session
code-AccountErrorCode-SIGN_ON_REFUSED = not vouched for

code-CodeChannel-MAIL = by mail
code-CodeChannel-TEXT_MESSAGE = by text message
code-CodeChannel-SLIP = printed

code-CodePurpose-INVITATION = invitation
code-CodePurpose-PASSWORD_RESET = new password
code-CodePurpose-CONTACT_OLD = change of address, old end
code-CodePurpose-CONTACT_NEW = change of address, new end
code-CodePurpose-EXCHANGE_BINDING = binding of a user of an app

## Users of schools' own apps

identity-exchange-provider = This names no provider: give 1 to 32 small letters, digits and hyphens, such as wechat
identity-exchange-text = The field { $field } holds characters that cannot be seen: leave out controls, marks of direction and what has no width
identity-exchange-bound = This user of the app is bound to a person already: whoever is bound must take it back first
identity-exchange-late = This binding cannot be confirmed any more: it is too late, or it was confirmed or declined already. Begin again with a new code
identity-exchange-not-bound = This user of the app is bound to nobody: the person begins in Xinglin, and types the code into the app
identity-exchange-scopes = These scopes cannot be passed on: { $scopes }. Ask for fewer, or use a token of the service account that has them; issuing, administering and exchanging are never passed on

code-ExchangeErrorCode-INVALID = invalid
code-ExchangeErrorCode-CODE_INVALID = code not valid
code-ExchangeErrorCode-BOUND = bound already
code-ExchangeErrorCode-NOT_BOUND = not bound

identity-erase-reference = say where the request is filed (1 to { $limit } characters), without names
identity-erase-no-record = this record is erased already, was joined into another one, or is not of a person: there is nothing to erase
identity-erase-bound = something still binds her to an institution: record first that she left, completed or withdrew
identity-erase-certificate = a certificate of hers is under way: issue or decline it first
identity-erase-pairing = she is paired as master or apprentice, or such a pairing is proposed: end that first
identity-record-closed = this record was erased or joined into another one: nothing can be written to it any more
code-ErasureGround-PURPOSE_ACHIEVED = the purpose is achieved, cannot be achieved, or needs it no more
code-ErasureGround-PERIOD_OVER = the period for keeping it is over
code-ErasureGround-CONSENT_WITHDRAWN = she took her consent back
code-ErasureGround-UNLAWFUL = it was held against the law or an agreement
identity-second-factor-session = a second factor is shown within a session: what a token may do was settled when it was made
identity-second-factor-begin = there is no second factor to show: set one up first
identity-export-exchange = an app cannot take out personal data: sign in and take it out yourself
