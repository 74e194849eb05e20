### What any room may say.

common-required = { $field } is required
common-too-long = { $field } is too long: keep it to { $limit } { $limit ->
        [one] character
       *[other] characters
    }
common-too-short = { $field } is too short: give at least { $limit } { $limit ->
        [one] character
       *[other] characters
    }
common-out-of-range = { $field } is { $value }: give a number from { $least } to { $most }
common-not-a-date = { $field } is "{ $value }", which is no date: write it as 2026-03-01
common-dates-out-of-order = { $field } ends on { $end }, before it begins on { $begin }: swap or correct the dates
common-not-a-choice = { $field } is "{ $value }": give one of { $choices }
common-not-found = There is no { $thing } "{ $value }" that you may see: check it, or ask for access
common-conflict = Somebody changed this { $thing } in the meantime: look at it again and repeat your change
common-forbidden = You may not do this: ask an administrator of { $institution } for the right to it
common-internal = Something went wrong on our side; nothing was changed. Try again, and report the request { $request } if it happens again
common-rate-limited = Too many attempts: try again in { $seconds } s
common-dates-in-wrong-order = The last day { $end } is before the first day { $start }: correct one of them
common-changed-meanwhile = Somebody changed this in the meantime (it is version { $version } now): look at it again and repeat your change
common-too-many = { $field } has too many entries: give at most { $limit }
common-not-signed-in = You are not signed in, or your token is no longer valid: send a valid token in the header Authorization: Bearer …
common-nothing-there = There is no such object, or you may not see it: check the id, or ask for access
common-id-malformed = "{ $id }" is no id: send ids exactly as this system gave them
common-id-of-another-kind = The id "{ $id }" is of the kind "{ $kind }": give one of the kind "{ $expected }"

## What ids name

code-ObjectKind-prs = person
code-ObjectKind-ins = institution
code-ObjectKind-bas = training base
code-ObjectKind-qlf = qualification
code-ObjectKind-spb = specialty base
code-ObjectKind-ptn = partner unit
code-ObjectKind-dep = department
code-ObjectKind-cur = curriculum
code-ObjectKind-cvr = curriculum version
code-ObjectKind-req = requirement
code-ObjectKind-enr = enrolment
code-ObjectKind-sup = supervision
code-ObjectKind-mtr = master
code-ObjectKind-app = apprenticeship
code-ObjectKind-plc = placement
code-ObjectKind-evd = piece of evidence
code-ObjectKind-rvw = review
code-ObjectKind-crt = certificate
code-ObjectKind-tst = statement of teaching
code-ObjectKind-upl = upload
code-ObjectKind-rol = role grant
code-ObjectKind-aud = audit event
code-ObjectKind-tok = bearer token
code-ObjectKind-svc = service account
code-ObjectKind-bnd = binding of a user of an app
code-ObjectKind-ses = session
code-ObjectKind-dbl = likely double
code-ObjectKind-idp = sign-in provider
code-ObjectKind-lid = linked identity
code-ObjectKind-cfw = competency framework
code-ObjectKind-att = attachment
code-ObjectKind-hsh = weekly sheet
code-ObjectKind-bvs = visit to a base
code-ObjectKind-bns = set of norms for bases
code-ObjectKind-cal = calendar feed
code-ObjectKind-hci = check-in
code-ObjectKind-hbt = file of hours
code-ObjectKind-frm = form of assessment
code-ObjectKind-drs = set of duty-hour rules
code-ObjectKind-lea = leave
code-ObjectKind-lrs = set of leave rules
code-ObjectKind-arq = request for an assessment
code-ObjectKind-ecm = committee
code-ObjectKind-edc = decision of a committee
code-ObjectKind-rnd = round of answers
code-ObjectKind-exm = exit examination
code-ObjectKind-exr = registration for an exit examination
code-ObjectKind-cmp = competency
code-ObjectKind-dlg = delegation
code-ObjectKind-con = consortium
code-ObjectKind-mem = membership in a consortium
code-ObjectKind-agr = agreement
code-ObjectKind-agd = what was done under an agreement
code-ObjectKind-pag = agreement of a pairing
code-ObjectKind-tse = teaching session
code-ObjectKind-xdu = regular duty
code-ObjectKind-dsp = dispatch
code-ObjectKind-dsl = line of a dispatch's timetable
code-ObjectKind-twn = twinning
code-ObjectKind-twp = pair of departments
code-ObjectKind-tfl = file of a teaching session
code-ObjectKind-trf = set of forms for rating teaching
code-ObjectKind-ind = indicator
code-ObjectKind-rpr = reporting round
code-ObjectKind-rps = figures of a member
