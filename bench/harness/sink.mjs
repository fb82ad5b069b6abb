import { once } from 'node:events';
import { createServer } from 'node:http';

/** Takes whatever a mode would send to the internet. @returns {Promise<{ url: string, stop: () => void }>} */
export async function startSink() {
  const server = createServer((request, response) => {
    request.resume().on('end', () => response.writeHead(202, { 'content-type': 'application/json' }).end('{}'));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = /** @type {import('node:net').AddressInfo} */ (server.address());
  return {
    url: `http://127.0.0.1:${port}`,
    stop: () => {
      server.closeAllConnections();
      server.close();
    },
  };
}
