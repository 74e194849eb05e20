### What the room "command" says to people.

command-fault = this did not work: { $cause }
command-address-in-use = another program listens on { $address } already: end it, or set LISTEN (or METRICS_LISTEN) to another address
command-address-forbidden = listening on { $address } is not allowed for this user: choose a port from 1024 up with LISTEN (or METRICS_LISTEN)
command-address = listening on { $address } does not work ({ $cause }): set LISTEN (or METRICS_LISTEN) to an address of this machine
command-storage-keys = STORAGE_URL is set without its keys: set STORAGE_ACCESS_KEY and STORAGE_SECRET_KEY (or STORAGE_SECRET_KEY_FILE) too
command-keys = Keys in { $folder }:
command-key-rotated = A new key for { $purpose } is in use: { $key }. The one before it still verifies and decrypts; start the server again
command-keys-first = there are no keys in { $folder }: run xinglin keys create once, and give every server of this database the same folder
command-keys-lost = the keys of this database are not in { $folder }: bring that folder back, or run xinglin keys create to begin anew; what the lost keys encrypted then stays unreadable
command-serving = Xinglin serves at { $url }
command-working = Xinglin does the jobs
command-migrated = The tables are up to date; steps taken: { $steps }
command-administrator = { $name } is a system administrator; her token for a year, shown only now:
command-backup-taken = { $rows } rows and { $files } files are in { $file }
command-restored = { $rows } rows and { $files } files were restored from { $file }
command-jobs-held = { $count } open jobs are held, so that nothing is sent twice: look at them, then run xinglin jobs release
command-jobs-released = Jobs released: { $count }
command-audit = Audit trail: { $sealed } events in { $seals } seals, { $unsealed } not yet sealed, { $erased } erased, faults: { $faults }
command-audit-first = The first broken link: { $fault }
command-audit-further = Further: { $fault }
command-anchor-nothing = Nothing was remembered yet, so there is no head to sign
command-package = The records and their proof are in { $file }; node tests/outside/verify_package.mjs verifies it without this server
command-institution = "{ $id }" is no institution's id: give it as the API does, ins_ and 26 characters
command-doctor-well = ok       { $finding }
command-doctor-warning = look     { $finding }
command-doctor-wrong = WRONG    { $finding }
command-doctor-address = People reach this server at { $url }
command-doctor-loopback = { $url } leads to this machine only: set PUBLIC_URL before anything is issued for real
command-doctor-mode = Mode: { $mode }
command-doctor-database = Database: { $version }
command-doctor-storage = Files can be stored and read
command-doctor-fonts = The font of certificates is there
command-doctor-fonts-damaged = The font of certificates cannot be read: the program is damaged, install it again
command-doctor-keys = There is a key for every purpose
command-doctor-current = The tables are up to date
command-doctor-jobs = Jobs: { $queued } waiting, { $held } held, { $dead } given up, { $done } done
command-demo-graphiql = GraphiQL: { $url }, with one of these tokens (Authorization: Bearer …):
command-demo-certificate = Certificate: { $file }, code { $code }, verifies at { $url }
command-demo-file = The same stands in { $file }
command-demo-not-a-demo = this database is not a demo's: start the demo in an empty folder, by another DATA_DIR or DATABASE_URL
command-demo-failed = the demo could not be played: see the log, and delete the data folder before you try again
command-demo-cut-off = an earlier start of the demo was cut off: delete { $folder } and start again
command-unsafe-http = PUBLIC_URL is { $url }: set it to an address that begins with https://, or set MODE=development to try things out
command-unsafe-file = the file { $path }, which { $name }_FILE names, is open to others than its owner: run chmod 600 on it
command-unsafe-default = { $name } holds a password that anybody would try: change it there and here
command-unsafe-demo = this is a demo, whose tokens are printed: use another DATA_DIR or DATABASE_URL for what is real, or set MODE=development to try things out
command-recomputed = { $enrolments } enrolments with { $lines } lines of credit were held against the rules: { $differences ->
        [0] everything agrees
        [one] one figure differs
       *[other] { $differences } figures differ
    }
command-recompute-ledger = enrolment { $enrolment }, requirement { $requirement }, evidence { $evidence } of { $day }: { $held } is there, the rules give { $wanted }
command-recompute-total = enrolment { $enrolment }, requirement { $requirement }, { $facet } { $value }: { $held } is there, the ledger sums to { $wanted }
