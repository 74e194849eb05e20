### What the room "notifications" says to people.

notifications-greeting = Dear { $name },
notifications-closing = This letter was sent automatically; answers to it are not read. If you get it twice, it tells you the same thing.
notifications-code = Verification code
notifications-verify = Anybody can verify it at
notifications-reason = Reason

notifications-certificate-subject = Your certificate has been issued: { $programme }
notifications-certificate-body = { $institution } issued your certificate for "{ $programme }" on { $date }. Its number is { $serial }.

notifications-evidence-subject = About your record of training: { $decision }
notifications-evidence-body = Your record "{ $kind }" of { $date } was reviewed: { $decision }.
notifications-evidence-mend = Please mend it and submit it again.
notifications-qualification-subject = Your qualification ends soon: { $kind }
notifications-qualification-body = Your qualification "{ $kind }" (certificate { $number }), recorded at { $institution }, is valid until { $end }.
notifications-qualification-renew = Please renew it in time, and hand the new certificate to your base.
notifications-reporting-subject = Figures are due on { $due }: { $round }
notifications-reporting-body = { $institution } has not submitted its figures from { $start } to { $end } for "{ $round }". They are due on { $due }.
notifications-reporting-submit = Please submit every figure with its stamped scan. Returned figures have to be submitted anew.

notifications-invitation-subject = Your account
notifications-invitation-body = An account was opened for you at { $url }. Open that address and set your password with the code below; it works once, until { $until } (Beijing time).
notifications-reset-subject = A new password
notifications-reset-body = Somebody, you we hope, asked for a new password for your account at { $url }. Set it with the code below; it works once, until { $until } (Beijing time). If it was not you, do nothing: your password stays as it is.
notifications-contact-subject = A change of how you are reached
notifications-contact-body = Your mail address at { $url } is to be changed to { $target }. Confirm it with the code below; it works once, until { $until } (Beijing time). If it was not you, change your password.
notifications-factor-subject = Your second factor was taken away
notifications-factor-body = At the desk, the second factor of your account at { $url } was taken away, because it was said that you had lost it; you were signed out everywhere. Sign in with your password and set up a new one. If it was not you who asked for it, change your password and tell the desk at once.
notifications-one-time-code = Code
notifications-one-time-code-care = Tell this code to nobody: nobody of ours will ever ask for it.

notifications-slip-invitation = Xinglin invitation
notifications-slip-reset = Xinglin: new password
notifications-slip-advice = Scan the QR code or open the address above, type the code and set a password. The code works once, until { $until } (Beijing time). Give it to nobody else.

notifications-assessment-subject = { $trainee } asks you for an assessment
notifications-assessment-body = { $trainee } ({ $institution }) asks you to fill in "{ $form }" about { $day }. You need no account; the address below works once, until { $until } (Beijing time).
notifications-assessment-open = Open the form
notifications-assessment-care = Pass the address on to nobody, the trainee included: whoever opens it answers in your name. If you do not know the trainee, do nothing.
notifications-round-body = { $trainee } ({ $institution }) asks you, among others, to fill in "{ $form }" about { $day }. You need no account and give no name; the address below works once, until { $until } (Beijing time). What you answer is shown to nobody by itself.
notifications-round-care = Pass the address on to nobody: whoever opens it answers in your place. If you do not know the trainee, do nothing.
notifications-teaching-cancelled-subject = Teaching session called off: { $title }
notifications-teaching-cancelled-body = The { $kind } “{ $title }”, planned for { $begins }, was called off.
notifications-pairing-subject = Apprenticeship: { $act }
notifications-pairing-body = The apprenticeship of { $apprentice } with { $mentor } in { $specialty }: { $act }, on { $day }.
notifications-pairing-consent = Sign in to consent or to decline.
notifications-following-subject = Your records of { $month } were read
notifications-following-body = { $mentor } read your records of { $month }: { $mark }.
notifications-following-remark = Remark
notifications-teaching-changed-subject = Teaching session changed: { $title }
notifications-teaching-changed-body = The { $kind } “{ $title }” is held from { $begins } to { $ends } now, led by { $leaders }.
notifications-dispatch-subject = Dispatch of experts: { $name }
notifications-dispatch-planned-body = Of “{ $name }”, by which { $organiser } sends experts to { $host }, { $count } sessions that concern you were planned.
notifications-dispatch-ended-body = Of “{ $name }”, by which { $organiser } sends experts to { $host }, { $count } sessions that concern you were called off.
notifications-dispatch-aligned-body = Public holidays changed: of “{ $name }”, by which { $organiser } sends experts to { $host }, { $count } sessions that concern you were added, moved or called off; look them up.
notifications-dispatch-sessions = Sessions
notifications-dispatch-first = The first { $most } sessions
notifications-twinning-subject = Twinning: { $name }
notifications-twinning-proposed-body = “{ $name }” was proposed: { $supporting } helps { $supported } from { $first } to { $last }. It stands once { $decides } accepts it.
notifications-twinning-accepted-body = “{ $name }” was accepted: { $supporting } helps { $supported } from { $first } to { $last }.
notifications-twinning-declined-body = “{ $name }”, by which { $supporting } was to help { $supported } from { $first } to { $last }, was declined.
notifications-twinning-ended-body = “{ $name }”, by which { $supporting } helps { $supported }, ends earlier than agreed: its last day is { $last }.
