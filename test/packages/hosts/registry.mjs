// A registry on this machine that has the packed library, because `nest add` installs by name. It redirects to the configured
// registry for all other packages.
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { basename } from 'node:path';
import { ROOT } from '../../../scripts/ensure-installed.mjs';
import { succeed } from '../installs/processes.mjs';

/** @param {string} tarball @returns {Promise<{ url: string, stop: () => void }>} */
export async function startRegistry(tarball) {
  const { output } = await succeed(['npm', 'config', 'get', 'registry'], { cwd: ROOT });
  const upstream = output.trim().replace(/\/$/, '');
  const bytes = readFileSync(tarball);
  const unpacked = await succeed(['tar', '-xzOf', tarball, 'package/package.json'], { cwd: ROOT });
  /** @type {{ name: string, version: string }} */
  const manifest = JSON.parse(unpacked.output);
  const file = `/${manifest.name}/-/${basename(tarball)}`;
  const server = createServer((request, response) => {
    const path = request.url ?? '/';
    if (path === file) response.end(bytes);
    else if (path === `/${manifest.name}`) response.setHeader('content-type', 'application/json').end(packument());
    else response.writeHead(307, { location: upstream + path }).end();
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const { port } = /** @type {import('node:net').AddressInfo} */ (server.address());
  const url = `http://127.0.0.1:${port}`;
  return {
    url,
    stop: () => {
      server.close();
      server.closeAllConnections();
    },
  };

  function packument() {
    const integrity = `sha512-${createHash('sha512').update(bytes).digest('base64')}`;
    const version = {
      ...manifest,
      _id: `${manifest.name}@${manifest.version}`,
      dist: { tarball: url + file, integrity },
    };
    return JSON.stringify({
      name: manifest.name,
      'dist-tags': { latest: manifest.version },
      versions: { [manifest.version]: version },
    });
  }
}
