export const USAGE = `Usage: activity-tracker <command> [path of the built root module] [options]

The application is not started; doctor creates only the providers that its options need.

  activity-tracker url-names dist/app.module.js
      prints the application's handlers and GraphQL resolvers as a dictionary for history.eventNames
  activity-tracker doctor dist/app.module.js
      checks the options, the handler names in them, and their MongoDB: reachable, fit for records, indexes, retention,
      clock. Changes nothing. Exit code 0: no problem, 2: warnings, 1: errors
  activity-tracker doctor dist/app.module.js --token eyJhbGciOi…
      explains which user an access token identifies under these options, or why none. Exit codes as above
  activity-tracker doctor
      checks the MongoDB in MONGODB_URI, without an application
  activity-tracker rebuild-statistics --uri mongodb://localhost:27017/shop --from 2026-05-01
      recounts the statistics from the records, after an import or after another program wrote to the collection.
      The application may keep running
  activity-tracker verify --uri mongodb://localhost:27017/shop
      reads the log once and tells whether it is whole: which process lacks which record, and what explains it. Exit
      code 0: whole, 1: records are missing or wrong without an explanation, 2: the log was not verified
  activity-tracker geo-update --from dbip --to /var/lib/geo/countries.mmdb
      downloads a current country file, verifies it, and replaces the present one; a running application reads it
      within seconds. Without --to: replaces the file of this package
  activity-tracker spool list | verify | repair /var/lib/my-app/activity
      shows the files of buffer.spoolDirectory; verifies each record in them (exit code 1: some are damaged); moves what is
      damaged to quarantine, so that mongorestore reads the files. Never changes files of a running process
  activity-tracker spool replay /var/lib/my-app/activity --uri mongodb://localhost:27017/shop
      stores the records of processes that have ended, each once, and deletes their files. Each spool command takes
      dist/app.module.js in place of the directory, too: then the options name directory and MongoDB
  activity-tracker retention dist/app.module.js --dry-run
      counts what the rules of storage.retention would remove now, rule by rule. Without --dry-run: removes it. Records under
      a legal hold stay
  activity-tracker mask-existing dist/app.module.js --dry-run
      counts secrets in stored records of other writers, such as the Django package, field by field. Without --dry-run: masks
      them for good. May be interrupted and continued with --after. Exit code 0: done, 2: some records were left, 1: errors
  activity-tracker archive --before 2026-01 --to /backup/activity --uri mongodb://localhost:27017/shop
      writes the days before that month to files, one for each day (NDJSON, gzip), with a manifest, and reads them back.
      --delete then deletes what is archived, unchanged and not under a legal hold. May be interrupted and started again
  activity-tracker archive verify /backup/activity --key-file key.txt
      verifies the files of an archive, the numbers of its records, and their chain with the checkpoints that are kept with
      them. Exit code 0: whole, 1: not, 2: not verified
  activity-tracker archive restore /backup/activity --from 2025-12-01 --uri mongodb://localhost:27017/shop
      verifies archived days and puts their records back, each once. --dry-run counts them. Exit code 0: all are there,
      1: not, 2: not verified, and nothing was put back
  activity-tracker archive open /backup/activity --from 2025-12-01 --to 2025-12-31
      verifies archived days and serves history and panel over them on this computer, from memory, or with --uri from a
      scratch collection, until Ctrl-C

  --export <class>      the module class, if the file exports several
  --uri <text>          connection string instead of MONGODB_URI
  --db <name>           database instead of the one in the connection string; rebuild-statistics and spool replay need one
  --collection <name>   collection instead of activity_logs
  --from, --to <date>   rebuild-statistics, verify and mask-existing: ISO date or instant, UTC; a date is in as a whole.
                        Default: all
  --from <source>       geo-update: dbip (default), maxmind (with MAXMIND_ACCOUNT_ID and MAXMIND_LICENSE_KEY in the
                        environment), iptoasn, or the URL of an mmdb file, also as .gz or .tar.gz
  --to <file>           geo-update: file to replace
  --dry-run             retention, mask-existing and archive restore: count only
  --after <id>          mask-existing: continue after this record, which the progress of an interrupted run names
  --before <date>       archive: month or day, UTC; only whole days before it
  --to <directory>      archive: where the files are written
  --delete              archive: delete what is archived and verified
  --from, --to <day>    archive open, verify and restore: first and last day. Default: all
  --port <number>       archive open: default: a free one
  --key-file <file>     verify and archive: file with integrity.key, instead of ACTIVITY_TRACKER_KEY in the environment
  --checkpoints <file>  verify: checkpoints of integrity.anchor, one a line. archive: keeps them with the records
  --all-chained         verify: every process has integrity.chain, so one without a chain was inserted
  --numbers-only        verify and archive verify: no hashes; without it, 2 where they ask for a key that was not given
  --file <file>         verify: an export in NDJSON with bodies, instead of a collection
  --complete            verify --file: the export has all records of its time, so those that it lacks are missing
  --sha256 <digits>     geo-update: checksum that the download must have; that of MaxMind is compared without it
  --token <text>        doctor: the access token to explain
  --json                JSON instead of text
  --help                this text
`;
