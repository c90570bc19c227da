// How a program tells the benchmark that it listens, and how many requests its handler has seen.
const { writeSync } = require('node:fs');

let requests = 0;

/** For the handler of a program: one more request. */
exports.count = () => {
  requests++;
};

/** To call when the program is ready; with the argument `end`, the program ends then of itself. */
exports.ready = (server) => {
  writeSync(1, `ready ${server?.address().port ?? 0}\n`);
  if (process.argv[2] === 'end') server?.close();
  // The channel that a load run opens; a listener would keep other programs alive.
  else if (process.send !== undefined) process.on('message', () => process.send({ requests }));
};
