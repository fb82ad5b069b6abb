// Called by start.mjs, as a module that Node loads before the sample.
// Loaded into the sample before its own code: when `npm start` is killed outright, the sample stops in good order by itself.
process.on('disconnect', () => process.kill(process.pid, 'SIGTERM'));
