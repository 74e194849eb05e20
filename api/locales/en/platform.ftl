### What the room "platform" says to people.

## Lists from spreadsheet programs

platform-spreadsheet-the-file = the file
platform-spreadsheet-old-format = { $file } is in the old .xls format or protected by a password: save it as .xlsx without a password
platform-spreadsheet-is-a-page = { $file } is a web page or XML, whatever its name says: open it in a spreadsheet program and save it as .xlsx
platform-spreadsheet-foreign = { $file } is a { $kind } file, not a list: send a list as .xlsx or .csv
platform-spreadsheet-not-text = { $file } is neither an .xlsx file nor text: save the list as .xlsx or as CSV (UTF-8)
platform-spreadsheet-damaged-text = { $file } is damaged in line { $line }, where its UTF-8 breaks off: save it again as .xlsx or as CSV (UTF-8)
platform-spreadsheet-unreadable = { $file } cannot be read as an .xlsx workbook: open it in a spreadsheet program and save it again as .xlsx
platform-spreadsheet-empty = { $file } holds no rows: fill its first sheet, with the names of the columns in the first row
platform-spreadsheet-too-large = { $file } holds more than { $limit } MB: split it into smaller files
platform-spreadsheet-too-many-rows = { $file } has more than { $limit } rows: split it into smaller files
platform-spreadsheet-too-many-columns = { $file } has more than { $limit } columns in line { $line }: remove those that are not needed
platform-spreadsheet-column-twice = { $file } has the column "{ $column }" twice: remove or rename one
platform-spreadsheet-row-too-long = { $file } has more cells in line { $line } than the { $columns } columns of its header: look for a stray delimiter, or name the column
platform-spreadsheet-quote-open = { $file } has a quotation mark in line { $line } that is never closed: close or remove it
platform-spreadsheet-number-too-long = { $file } holds in cell { $cell } a number of more than 15 digits, of which the spreadsheet program has lost the last: format the column as text and type it again

## Mail

platform-mail-url = The URL of the mail server cannot be read: write it as smtp://user:password@host:587?tls=required or smtps://user:password@host, with special characters percent-encoded
platform-mail-sender = The sender "{ $sender }" is no mail address: write it as name@host or Name <name@host>
platform-mail-address = "{ $address }" is no mail address: correct it in the person's record
platform-mail-malformed = The letter { $id } cannot be put into the form of a mail ({ $reason }): report this
platform-mail-refused = The mail server refused the letter to { $address }: { $reason }. Check the address
platform-mail-unavailable = The mail server took no letter ({ $reason }): it will be tried again; check the server if this goes on
platform-mail-folder = The mail folder { $folder } cannot be written ({ $reason }): make it writable, or configure a mail server
platform-text-message-url = The gateway of text messages cannot be used: TEXT_MESSAGE_URL must be an http or https address, and the secret in TEXT_MESSAGE_SECRET or TEXT_MESSAGE_SECRET_FILE at least 16 characters
platform-text-message-unavailable = The gateway took no text message ({ $reason }): it will be tried again; check the gateway if this goes on
platform-text-message-refused = The gateway refused the text message ({ $reason }): check the number, the signature and the template

## Files

platform-storage-not-found = There is no file { $key } in storage: restore it from a backup
platform-storage-invalid-key = "{ $key }" cannot name a file in storage: report this
platform-storage-altered = The file { $key } was altered after it was stored (its digest is now { $found }): restore it from a backup
platform-storage-unavailable = Files cannot be stored or read in { $place } ({ $reason }): make it writable, or configure another place
platform-storage-url = The storage URL "{ $url }" cannot be read: write it as s3://bucket/prefix?endpoint=https://host&region=name (http only for a loopback address)

## Backups, uploads and starting

platform-migrate-first = the database is not up to date: run xinglin migrate
platform-backup-exists = { $file } is there already: name a new file, or move the old one away
platform-backup-file = the backup file { $file } cannot be read or written ({ $cause }): check its path, its rights and the space on the disk
platform-backup-none = { $file } is not a backup of this program: name a file that xinglin backup wrote
platform-backup-newer = { $file } was written by a newer version: restore it with that version
platform-backup-damaged = the backup { $file } is damaged at { $part }: take another one; nothing was restored
platform-backup-database = the database refused while it was read or filled ({ $cause }): nothing was kept of what was begun
platform-restore-not-empty = the database holds data already: restore into a new one, by another DATA_DIR or DATABASE_URL
platform-restore-other-steps = the database was made by another version than the backup: restore into a new one, by another DATA_DIR or DATABASE_URL
platform-upload-too-large = the file is larger than { $limit } MB: split it or make it smaller
platform-upload-empty = the file is empty: send one with content
platform-upload-cut = the file broke off on the way: send it again
platform-upload-form = the form holds no file or more than one: send exactly one, with its file name
platform-upload-gone = this upload address is unknown, used or expired: ask for a new one
platform-upload-method = a file comes by PUT, or by POST: send it with one of them
platform-upload-fault = the file could not be stored: try again, and tell your administrator if it happens again
platform-download-gone = this download address is unknown or expired: ask for a new one
platform-download-fault = the file could not be read: try again, and tell your administrator if it happens again

## Settings, database, lists

platform-data-folder = the data folder { $path } cannot be made or written to ({ $cause }): set DATA_DIR to a folder that this user may write to
platform-secret-file = the file { $path }, which { $name }_FILE names, cannot be read ({ $cause }): check its path and its rights
platform-secret-twice = { $name } and { $name }_FILE are both set: keep one of them
platform-secret-open = everybody on this machine may read { $path }: take that right away (chmod 600)
platform-key-file = the key material { $path } cannot be read or written ({ $cause }): check its path and its rights
platform-key-damaged = { $path } holds no key: bring it back from a copy, or remove it
platform-key-no-random = the system gave no random bytes: no key was made
platform-key-index = the INDEX key cannot be rotated, because everything found by it would have to be indexed anew
platform-key-missing = there is no key for { $purpose }: run xinglin keys create
platform-key-unknown = the key { $key } is not here: bring its file back
platform-key-refused = the value does not fit its key: it was altered, or belongs elsewhere
platform-audit-seal-missing = seal { $seal } is missing
platform-audit-members = seal { $seal } says that it covers { $count } events, and covers { $found }, or leaves a gap between them
platform-audit-gone = { $count } of the events that seal { $seal } covers are gone
platform-audit-seal-broken = seal { $seal } does not follow from the seal before and the events it covers
platform-audit-event-changed = event { $event } (seal { $seal }) is not what was recorded
platform-audit-event-erased = event { $event } (seal { $seal }) was emptied, and no event says who erased it
platform-audit-orphans = { $count } events name a seal that is not there
platform-anchor-file = the anchor { $path } cannot be read or written ({ $cause }): check its path and its rights
platform-anchor-line = line { $line } of { $path } is no head of an audit trail: check which file it is
platform-anchor-signature = the head of { $at } (seal { $seal }) does not bear the signature of its key { $key }
platform-anchor-key = the head of { $at } (seal { $seal }) was signed by { $key }, which is not among the keys here
platform-anchor-differs = seal { $seal } is not the one that the head of { $at } was signed for: the trail was rewritten since
platform-anchor-beyond = the chain ends with seal { $last }, before seal { $seal }, whose head was signed at { $at }
platform-database-url = DATABASE_URL is neither postgres://… nor sqlite:PATH: correct it, or leave it out for the embedded database
platform-database-file = the database file { $path } cannot be opened ({ $cause }): check the folder, its rights and the space on the disk
platform-database-unreachable = PostgreSQL does not answer, or refuses ({ $cause }): check DATABASE_URL and whether the server runs
platform-database-newer = the database was made by a newer version (step { $step } is unknown here): start that version, or restore a backup of this one
platform-migration-failed = the tables could not be brought up to date ({ $cause }): nothing was changed by the step that failed
platform-upload-not-received = { $file } has not arrived yet: send its bytes to the upload address first
platform-key-of-another-input = the client mutation key { $key } was used for another input already: use a new key
platform-cursor-malformed = { $cursor } is not a cursor: use one that an answer gave
platform-cursor-of-another-ordering = this cursor belongs to the ordering { $ordering } and not to { $expected }: begin again without a cursor
platform-page-first-and-last = first and last are both given: ask for one of them
platform-page-size = a page of { $size } cannot be given: ask for 1 to { $limit }

## Words of uploads

code-UploadPurpose-ROSTER = roster
code-UploadPurpose-CURRICULUM = curriculum
code-UploadPurpose-ASSESSMENT_FORM = form of assessment
code-UploadPurpose-DUTY_RULE_SET = Duty-hour rules
code-UploadPurpose-LEAVE_CERTIFICATE = Certificate of a leave
code-UploadPurpose-LEAVE_RULE_SET = Leave rules
code-UploadPurpose-BASE_NORM_SET = Norms for bases
code-UploadPurpose-RATING_FORM_SET = Forms for rating teaching
code-UploadPurpose-COMPETENCY_FRAMEWORK = competency framework
code-UploadPurpose-EVIDENCE = proof of evidence
code-UploadPurpose-EXAM_SCORES = scores of an exit examination
code-UploadPurpose-HOURS = hours that a phone kept
code-UploadPurpose-AGREEMENT = signed agreement
code-UploadPurpose-REPORTING_SCAN = stamped scan of reported figures
code-UploadPurpose-PAIRING_AGREEMENT = signed agreement of a pairing
code-UploadPurpose-TEACHING_SESSION = file of a teaching session
code-UploadPurpose-TWINNING_SOURCE = Source of a reading of a twinning
code-UploadErrorCode-INVALID = invalid

## Files of data that people edit (TOML)

platform-file-syntax = Line { $line } is no TOML ({ $cause }): correct it and upload the file again
platform-file-not-text = The file "{ $file }" is no UTF-8 text: save it as UTF-8 and upload it again
platform-file-too-large = The file "{ $file }" has more than { $limit } KB: no such file is so large, check it
platform-file-missing = The file lacks { $path }: add it
platform-file-unknown = { $path } is no known field of the file: remove it or correct its name
platform-file-type = { $path } is of the wrong type: write { $wanted } here
platform-file-a-number = a whole number
platform-file-a-text = a text
platform-file-a-day = a day such as 2026-03-01, without quotes
platform-file-a-flag = true or false
platform-file-a-list = a list of texts
platform-file-a-table = a group of fields
platform-file-range = { $path } is { $value }: give a whole number from { $least } to { $most }
platform-file-too-long = { $path } is too long: keep it to { $limit } characters
platform-file-code = { $path } is "{ $code }": begin with a capital letter, and use only capital letters, digits and "{ $joint }"
platform-file-code-twice = { $path } is "{ $code }", which stands further up already: give each entry a code of its own
platform-file-choice = { $path } is "{ $value }": give one of { $choices }
platform-file-twice = { $path } has "{ $value }" twice: remove one of them
platform-file-length = { $path } has { $count } entries: give 1 to { $most }
platform-preset-unknown = There is no preset "{ $name }": give one of { $choices }
platform-proof-type = { $file } is no picture and no PDF, or its name ends otherwise than its bytes say: send one of { $endings }
platform-proof-large = { $file } is larger than { $limit } MB: send a smaller one
platform-proof-kept = { $file } proves something already: send the file anew
