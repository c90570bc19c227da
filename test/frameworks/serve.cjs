// What the programs have in common: they listen on a port of the system, say which, and end at SIGTERM.
const http = require('node:http');

/** What GET /peer of a service answers: what the service at PEER says. */
function askPeer() {
  return new Promise((resolve, reject) => {
    http
      .get(`${process.env.PEER}/users/7`, (response) => {
        let text = '';
        response.setEncoding('utf8');
        response.on('data', (chunk) => {
          text += chunk;
        });
        response.on('end', () => resolve(JSON.parse(text)));
      })
      .on('error', reject);
  });
}

/** @param listening the server, or a promise of it */
async function serve(listening) {
  const server = await listening;
  if (!server.listening) await new Promise((resolve) => server.once('listening', resolve));
  process.once('SIGTERM', () => server.close());
  console.log(`port ${server.address().port} `);
}

module.exports = { askPeer, serve };
