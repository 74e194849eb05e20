### What the room "portal" says to people.

portal-other-language = 中文
portal-footer = Xinglin keeps training records and certificates of medical education.

portal-landing-title = Xinglin
portal-landing-headline = Training and certificates in medical education
portal-landing-about = Competency-based training, from a published curriculum to a certificate that anybody can verify.
portal-landing-verify = Verify a certificate
portal-landing-graphiql = Try the API in GraphiQL

portal-ask-title = Verify a certificate
portal-ask-advice = Type the verification code that is printed beside the square code, or scan that one. Hyphens and capitals do not matter.
portal-ask-label = Verification code
portal-ask-button = Verify

portal-verify-title = Verification of a certificate
portal-valid = This certificate is valid
portal-expired = The term of this certificate has ended
portal-superseded = A later certificate has taken the place of this one
portal-revoked = This certificate was revoked
portal-void = This certificate is void
portal-unknown = No certificate was issued under this code

portal-valid-advice = Compare what stands here with the paper, and the address of this page with the one that the institution publishes: what differs was not issued by it.
portal-ended-advice = It was issued as it stands here, and is not in force any more. Ask the institution that issued it.
portal-void-advice = A number was set aside for it, and it was never issued. Whoever shows you a paper with this code shows you no certificate: ask the institution named on it.
portal-unknown-advice = Check the code: sixteen digits and letters, without the letters I, L, O and U. If it is right, ask the institution named on the paper.

portal-fact-holder = Holder
portal-fact-institution = Issued by
portal-fact-programme = Programme
portal-fact-version = Curriculum version { $number }
portal-fact-term = Training
portal-fact-term-value = { $start } to { $end }
portal-fact-serial-number = Certificate number
portal-fact-issued-on = Date of issue
portal-fact-code = Verification code
portal-fact-legal-effect = Legal effect
portal-fact-verify-url = Verifies at

portal-file = Open the certificate (PDF)
portal-statement-valid = This statement is valid
portal-statement-superseded = A later statement has taken the place of this one
portal-statement-superseded-advice = It was issued as it stands here. More sessions were confirmed since, or others were taken back: ask the holder for the later one.
portal-fact-master = Master
portal-fact-half-days = { $count } half-days
portal-fact-statement = Statement
portal-fact-period = Period
portal-fact-stated-by = Stated by
portal-fact-taught = In all
portal-fact-taught-value = { $days } days on site, { $sessions } sessions, { $hours } class hours
portal-fact-place = Place
portal-statement-file = Open the statement (PDF)
portal-trouble-title = That did not work
portal-sign-in-title = You are not signed in
portal-hasty-title = One moment
portal-hasty-advice = Too much was asked from your address in too short a time: try again in { $seconds } s.
portal-trouble-advice = Something went wrong on our side. Nothing was changed, and it says nothing about any certificate. Try again in a few minutes.

portal-entry-invitation-title = Set your password
portal-entry-invitation-advice = Type the invitation code that you were given, and choose the password you will sign in with.
portal-entry-password-title = Set a new password
portal-entry-password-advice = Type the code that you were given, and choose a new password.
portal-entry-code = Code (16 characters; hyphens and case do not matter)
portal-entry-password = Password
portal-entry-again = The password again
portal-entry-rule = 10 to 128 characters; not your name, number or anything else that others know of you, and no common password.
portal-entry-button = Set password and sign in
portal-entry-stale = This page is no longer valid and nothing was changed: fill it in and send it again
portal-entry-again-differs = The two passwords differ: type them again
portal-welcome-title = Your password is set
portal-welcome-advice = You are signed in on this browser. From now on sign in with your mobile number, e-mail address, staff or student number and this password; the code no longer works and can be thrown away.

portal-assess-title = { $form }
portal-assess-intro = { $trainee } ({ $institution }) asks you to assess her on { $day }.
portal-assess-advice = What you answer goes to her supervisor for review, with the name you give; the trainee sees it as well. This page works once, until { $until } (Beijing time). Write nothing that tells who a patient is.
portal-assess-critical = critical step
portal-assess-optional = may be left out
portal-assess-comment = Remark (may be left out)
portal-assess-range = { $least } to { $most }
portal-assess-name = Your name
portal-assess-watched = I watched this myself, and sign what I marked.
portal-assess-button = Sign and send
portal-assess-refused-title = This link does not work
portal-assessed-title = Signed and sent
portal-assessed-advice = Thank you. Your answer is signed and cannot be changed or repeated; the link no longer works. You may close this page.
portal-level-1 = 1 – may observe
portal-level-2 = 2 – may act with the supervisor in the room
portal-level-3 = 3 – may act with the supervisor quickly at hand
portal-level-4 = 4 – may act with the supervisor at a distance
portal-level-5 = 5 – may supervise others
portal-round-advice = You answer without a name, together with others: nobody is shown your answer by itself, nor when you gave it. Ratings are shown as means; what you write is read by her supervisor alone, so write nothing by which you or a patient could be recognised. This page works once, until { $until } (Beijing time).
portal-round-button = Send
portal-attend-title = Attend a teaching session
portal-attend-unknown = There is no such link: check it and open it again
portal-attend-sign-in = Sign in first; you attend after that.
portal-attend-sign-in-button = Sign in
portal-attend-login = Mobile number or mail address
portal-attend-factor = Code of your authenticator app, or a recovery code
portal-attend-leader = Those who attend open this page and type the code below. Another one follows each half-minute; this page asks for it by itself.
portal-attend-leader-remote = Send the address of this page to those who attend: they open it and press the button.
portal-attend-code = Code shown there (eight digits)
portal-attend-code-advice = Type the code that is shown where the session is held.
portal-attend-remote-advice = Are you attending this remote session? Press the button.
portal-attend-button = I am here
portal-attend-done = You are on the list and may close this page. Once the session is confirmed, it counts for you.
