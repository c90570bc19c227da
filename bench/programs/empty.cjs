const { ready } = require('./report.cjs');

// At rest: something that keeps it alive.
if (process.argv[2] !== 'end') setInterval(() => {}, 60_000);
ready();
