### What the room "organisations" says to people.

organisations-region-code = "{ $code }" is no administrative division code: give 6 digits (county), 9 (township) or 12 (village)
organisations-region-no-province = The division code "{ $code }" is wrong: no province has the digits { $digits }; check the first two
organisations-region-no-part = The division code "{ $code }" is wrong: within { $within } no division has a code that begins with { $digits }; check it
organisations-region-unknown = No division to county level has the code "{ $code }": give one of six digits
organisations-credit-code = "{ $code }" is no unified social credit code: check all 18 characters, the last of which is a check
organisations-credit-code-taken = The unified social credit code { $code } belongs to another institution: check it, or use the institution already there
organisations-base-taken = { $institution } is a { $kind } already: use the base already there
organisations-capacity = The capacity is { $capacity }: give a number from 1 to { $limit }
organisations-specialty = "{ $code }" cannot be the code of a specialty: use 1 to 64 capital letters, digits and underscores
organisations-name-same = The new name is the one borne already: give another one
organisations-name-order = The name { $name } is recorded from { $start } on: let the new one begin on a later day
organisations-name-far = The first day lies too far ahead: give a day no later than { $latest }
organisations-membership-end = The end does not lie within the membership: give a day from { $start } to { $end }
organisations-site-alone = A site is no legal entity of its own: name the institution above it
organisations-site-credit-code = A site has no unified social credit code of its own: leave it out, that of its legal entity serves
organisations-circle = { $institution } cannot stand beneath { $parent }, which is itself or stands beneath it: choose another institution
organisations-merged = From { $day } on { $institution } is merged into { $successor }: use { $successor }
organisations-term-outside = The days lie outside the base's own accreditation: give days from { $start } to { $end }
organisations-term-taken = It is recorded already from { $start } to { $end }: choose other days, or end that first
organisations-term-end = The end does not lie within the term: give a day from { $start } to { $end }
organisations-partner-itself = A base's own institution is no partner unit of it: name another one
organisations-alike-same-base = Both departments belong to one base: name one of another base
organisations-alike-reason = The departments are of different specialties: say why they are alike
organisations-alike-taken = { $department } and { $other } are recorded as alike already: there is nothing to add
organisations-qualification-future = The first day { $day } is to come: give today or an earlier day
organisations-qualification-long = It is valid too long: give a last day no later than { $latest }
organisations-qualification-elsewhere = This person neither teaches nor works at { $institution } today: record it where she does
organisations-qualification-taken = A certificate { $number } of this kind is recorded for her already: check the number, or end that one first

## Kinds of institution

code-InstitutionKind-SCHOOL = school
code-InstitutionKind-TERTIARY_HOSPITAL = tertiary hospital
code-InstitutionKind-SECONDARY_HOSPITAL = secondary hospital
code-InstitutionKind-COMMUNITY_HEALTH_CENTRE = community health centre
code-InstitutionKind-TOWNSHIP_HOSPITAL = township hospital
code-InstitutionKind-VILLAGE_CLINIC = village clinic
code-InstitutionKind-MATERNAL_AND_CHILD_HEALTH = maternal and child health institution
code-InstitutionKind-DISEASE_CONTROL = centre for disease control
code-InstitutionKind-PRE_HOSPITAL = pre-hospital emergency centre
code-InstitutionKind-HEALTH_AUTHORITY = health authority

## Kinds of training base

code-BaseKind-CLINICAL = clinical base
code-BaseKind-GRASSROOTS = grassroots practice base

## Why an act is refused

code-OrganisationErrorCode-INVALID = invalid
code-OrganisationErrorCode-TAKEN = taken
code-OrganisationErrorCode-CIRCLE = circle
code-OrganisationErrorCode-MERGED = merged

## Kinds of consortium

code-ConsortiumKind-URBAN_GROUP = urban medical group
code-ConsortiumKind-COUNTY = county medical community
code-ConsortiumKind-SPECIALTY = specialty alliance
code-ConsortiumKind-REMOTE = network for remote medicine
code-ConsortiumKind-COMMUNITY = community consortium

## Levels of administrative divisions

code-RegionLevel-PROVINCE = province
code-RegionLevel-PREFECTURE = prefecture
code-RegionLevel-COUNTY = county

## What qualifies people to teach

code-QualificationKind-GP_SUPERVISOR_CLINICAL = GP supervisor, clinical base
code-QualificationKind-GP_SUPERVISOR_GRASSROOTS = GP supervisor, grassroots practice base
code-QualificationKind-RESIDENCY_SUPERVISOR = supervisor of residents
code-QualificationKind-TEACHING_DIPLOMA = teaching diploma
code-QualificationState-NONE = none recorded
code-QualificationState-VALID = valid
code-QualificationState-EXPIRING = expiring
code-QualificationState-EXPIRED = expired
code-QualificationErrorCode-INVALID = invalid
code-QualificationErrorCode-TAKEN = recorded already
code-QualificationErrorCode-NOT_TEACHING = not teaching there

organisations-agreement-number = The number has more than { $limit } characters: shorten it
organisations-agreement-signed = { $day } is in the future: give the day on which it was signed
organisations-agreement-long = The term is longer than { $years } years: end it earlier and renew it
organisations-agreement-obligations = Give 1 to { $most } obligations
organisations-agreement-quantity = { $quantity } is not from 1 to { $most }: correct the number
organisations-agreement-twice = { $party } owes { $kind } twice: put both into one number
organisations-agreement-outside = The membership holds from { $start } to { $end }: choose a term within it, or add a membership for the new term first
organisations-agreement-of-others = What it renews is between others: choose an agreement with the same member of the same consortium
organisations-agreement-renewed = That agreement was renewed already: renew the latest one
organisations-agreement-earlier = What it renews begins on { $first }: choose a later first day
organisations-agreement-counted = { $kind } is counted from the placements themselves: nothing is to be entered
organisations-agreement-not-owed = By this agreement { $party } does not owe { $kind }: choose what it says
organisations-agreement-day = Give a day from { $first } to { $last }
organisations-agreement-note = Say what it was, in 1 to { $limit } characters
organisations-agreement-decided = It is { $status } already

code-ObligationKind-VISITS = visits
code-ObligationKind-SESSIONS = sessions
code-ObligationKind-TRAINEES_RECEIVED = trainees received
code-ObligationKind-FURTHER_STUDY_PLACES = further-study places
code-AgreementParty-CORE = the core unit
code-AgreementParty-MEMBER = the member
code-ObligationPeriod-MONTH = a month
code-ObligationPeriod-YEAR = a year
code-ObligationPeriod-TERM = in the whole term
code-AgreementState-UPCOMING = upcoming
code-AgreementState-KEPT = kept
code-AgreementState-BEHIND = behind
code-AgreementState-LAPSED = lapsed
code-DeliveryStatus-PENDING = awaiting confirmation
code-DeliveryStatus-CONFIRMED = confirmed
code-DeliveryStatus-REJECTED = denied
code-AgreementErrorCode-INVALID = invalid
code-AgreementErrorCode-OUTSIDE_MEMBERSHIP = beyond the membership
code-AgreementErrorCode-NOT_RENEWABLE = cannot be renewed
code-AgreementErrorCode-NOT_OWED = not owed
code-AgreementErrorCode-COUNTED = counted by itself
code-AgreementErrorCode-DECIDED = decided already

## Indicators

code-IndicatorUnit-VISITS = visits
code-IndicatorUnit-EXAMINATIONS = examinations
code-IndicatorUnit-YUAN_HUNDREDTHS = fen
code-IndicatorUnit-PEOPLE = people
code-IndicatorUnit-REFERRALS = referrals
code-IndicatorUnit-COUNT = count
code-IndicatorDirection-MORE_IS_BETTER = more is better
code-IndicatorDirection-LESS_IS_BETTER = less is better
code-IndicatorDirection-NEITHER = neither
code-IndicatorErrorCode-INVALID = invalid
code-IndicatorErrorCode-TAKEN = code taken
code-IndicatorErrorCode-TOO_MANY = too many indicators
organisations-indicator-code = "{ $code }" is no code: begin with a capital and use capitals, digits and underscores, { $limit } at most
organisations-indicator-taken = There is an indicator { $code } already: choose another code, or use that indicator
organisations-indicator-many = The consortium has { $limit } indicators of its own, which is the most: use one of them
organisations-indicator-id = { $path } is "{ $id }", which is no UUID: give each indicator a UUID of its own
