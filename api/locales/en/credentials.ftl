### What the room "credentials" says to people.

## Why an act upon a certificate is refused

credentials-own-certificate = This is your own certificate: somebody else has to propose and to issue it
credentials-same-person = You proposed this certificate yourself: another registrar has to issue it
credentials-already = There is a certificate already ({ $status }): a training or an apprenticeship has only one
credentials-either = Give either enrolmentId or apprenticeshipId: a certificate is of one thing
credentials-not-proposed = This certificate is { $status }, and only a proposed one can be issued or declined: look at it again
credentials-no-glyph = The { $field } holds { $characters }, which no font of this installation can print: correct it, or agree with the holder on another way to write it
credentials-too-long = The { $field } has { $characters } characters and cannot be printed legibly: shorten it
credentials-loopback-address = The certificate would verify at { $address }, which only this machine can open: set PUBLIC_URL to the address under which others reach the server, then issue it

## What is printed

credentials-legal-effect = This certificate attests completion of the training named above; it does not replace a national certificate of qualification.
credentials-pairing-effect = This certificate attests completion of the apprenticeship named above; it does not replace a national certificate of qualification.

## Labels

code-CertificateKind-APPRENTICESHIP = Certificate of apprenticeship
code-CertificateKind-COMPLETION = Certificate of completion

code-CertificateStatus-PROPOSED = proposed
code-CertificateStatus-ISSUING = being issued
code-CertificateStatus-ISSUED = issued
code-CertificateStatus-DECLINED = declined
code-CertificateStatus-VOID = void

code-VerificationStatus-VALID = Valid
code-VerificationStatus-EXPIRED = Expired
code-VerificationStatus-SUPERSEDED = Superseded
code-VerificationStatus-REVOKED = Revoked
code-VerificationStatus-VOID = Void
code-VerificationStatus-UNKNOWN = Unknown

code-CertificateErrorCode-NOT_ELIGIBLE = Not eligible yet
code-CertificateErrorCode-NO_GLYPH = A character cannot be printed
code-CertificateErrorCode-NOT_PRINTABLE = A text cannot be printed
code-CertificateErrorCode-ALREADY = There is a certificate already
code-CertificateErrorCode-SAME_PERSON = Proposed by the same person
code-CertificateErrorCode-OWN_CERTIFICATE = One's own certificate
code-CertificateErrorCode-NOT_PROPOSED = Not proposed any more
code-CertificateErrorCode-LOOPBACK_ADDRESS = No public address
code-CertificateErrorCode-REASON = No usable reason
credentials-handbook-form-title = Exit Form
credentials-handbook-handbook-title = Training Handbook
credentials-handbook-nothing = There is no stay to print: cancelled ones are not printed
credentials-handbook-trainee = Trainee
credentials-handbook-school = School
credentials-handbook-programme = Programme
credentials-handbook-origin = Origin
credentials-handbook-year = Recruited in
credentials-handbook-training = Training
credentials-handbook-institution = Base
credentials-handbook-department = Department
credentials-handbook-stay = Stay
credentials-handbook-requirement = Requirement
credentials-handbook-supervisor = Supervisor
credentials-handbook-absence = Days absent
credentials-handbook-hours = Hours
credentials-handbook-asked = Asked
credentials-handbook-in-stay = In this stay
credentials-handbook-credited = Altogether
credentials-handbook-target = Target
credentials-handbook-exam = Exit exam
credentials-handbook-summary = Summary
credentials-handbook-status = Status
credentials-handbook-stays = Stays
credentials-handbook-cases = Cases
credentials-handbook-marked = Skills and assessments
credentials-handbook-day = Day
credentials-handbook-disease = Disease
credentials-handbook-role = Part taken
credentials-handbook-note = Note
credentials-handbook-form = Form
credentials-handbook-level = Level
credentials-handbook-result = Result
credentials-handbook-week = Week
credentials-handbook-approved = Approved
credentials-handbook-waiting = Waiting
credentials-handbook-passed = passed
credentials-handbook-failed = not passed
credentials-handbook-exam-none = not sat yet
credentials-handbook-not-handed-in = The exit is not handed in yet; this is how it stands.
credentials-handbook-open = Not signed by all yet; this is how it stands.
credentials-handbook-sign-here = Signature:                              Date:                         (Seal)
credentials-handbook-version = { $programme } (version { $number })
credentials-handbook-days = ({ $days } days)
credentials-handbook-share = part time, { $percent } %
credentials-handbook-part-time = Part time
credentials-handbook-counted = { $percent } %: { $counted } days count
credentials-handbook-hours-approved = { $hours } h { $minutes } min approved; { $waiting } entries waiting
credentials-handbook-frozen = Signed by all and frozen on { $day }, SHA-256: { $digest }
credentials-handbook-exam-passed = passed on { $day } (sat { $sittings } times)
credentials-handbook-exam-failed = not passed on { $day } (sat { $sittings } times)
credentials-handbook-decided = { $decision } · { $name } · { $day }
code-HandbookErrorCode-NOTHING = Nothing to print

## Weekly sheets of hours

credentials-sheet-title = Weekly record of hours
credentials-sheet-who = Trainee: { $trainee }    Supervisor: { $supervisor }
credentials-sheet-where = { $institution } · { $department }
credentials-sheet-when = Week { $first } to { $last }    Placement { $from } to { $until }
credentials-sheet-day = Day
credentials-sheet-from = From
credentials-sheet-until = Until
credentials-sheet-activity = Activity
credentials-sheet-remarks = Remarks
credentials-sheet-activities = Activity: duty, on call in the hospital, or standing by at home. Two intervals a day; write further ones under remarks.
credentials-sheet-advice = Hours and minutes, 00:00 to 24:00; a duty that ends after midnight stands on the day on which it begins. Hand the signed sheet to the department office.
credentials-sheet-trainee = Trainee (signature, date)
credentials-sheet-supervisor = Clinical supervisor (signature, date)
credentials-sheet-seal = Department (seal)
credentials-sheet-weekday-1 = Monday
credentials-sheet-weekday-2 = Tuesday
credentials-sheet-weekday-3 = Wednesday
credentials-sheet-weekday-4 = Thursday
credentials-sheet-weekday-5 = Friday
credentials-sheet-weekday-6 = Saturday
credentials-sheet-weekday-7 = Sunday

## Statements of teaching

credentials-statement-period = The first day must not be after the last, the last not after today, and the whole not longer than { $years } years: choose other days
credentials-statement-month = A monthly statement is about one whole calendar month that is over: choose its first day and its last
credentials-statement-nothing = There is nothing to state of this time: only sessions count that she led, that this institution held and that somebody else confirmed; for grassroots service, only those at grassroots institutions or grassroots practice bases
credentials-statement-loopback = The statement would verify at { $address }, which only this machine can open: set PUBLIC_URL to the address under which others reach the server, then ask again
credentials-statement-conflict = Sessions were confirmed while this was being written: ask again
credentials-statement-service-sentence = This is to certify that from { $first } to { $last } { $holder } served on behalf of { $institution } at the grassroots institutions (grassroots practice bases) listed below: { $days } days on site, { $sessions } teaching sessions, { $hours } class hours.
credentials-statement-month-sentence = From { $first } to { $last } { $holder } led { $sessions } teaching sessions held by { $institution }, { $hours } class hours, on { $days } days on site, as listed below.
credentials-statement-day = Day
credentials-statement-place = Place
credentials-statement-kind = Kind
credentials-statement-way = Way
credentials-statement-title = Title
credentials-statement-days = Days
credentials-statement-sessions = Sessions
credentials-statement-minutes = Minutes
credentials-statement-hours = Class hours
credentials-statement-attendees = Attended
credentials-statement-subtotal = Subtotal
credentials-statement-total = Total
credentials-statement-on-site = On site
credentials-statement-remote = Remote
credentials-statement-source = Drawn from teaching sessions alone that a second person confirmed. Several on one day at a place are one day, a remote one is none. When more are confirmed, a new statement may take the place of this one: the answer to the code holds.
credentials-statement-hour-note = A class hour has 45 minutes; hours are counted from the sum of the minutes and rounded half up to hundredths.
credentials-statement-code = Verification code
credentials-statement-seal = Seal

code-TeachingStatementKind-GRASSROOTS_SERVICE = Certificate of grassroots service
code-TeachingStatementKind-MONTHLY_TEACHING = Monthly statement of teaching

code-TeachingStatementErrorCode-PERIOD = Not such a period
code-TeachingStatementErrorCode-NOTHING_TAUGHT = Nothing to state
code-TeachingStatementErrorCode-NO_GLYPH = A character cannot be printed
code-TeachingStatementErrorCode-NOT_PRINTABLE = A text cannot be printed
code-TeachingStatementErrorCode-LOOPBACK_ADDRESS = No public address
code-TeachingStatementErrorCode-CONFLICT = It changed meanwhile
