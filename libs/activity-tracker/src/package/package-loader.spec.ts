import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { temporaryFolder } from '../../test/temporary-folder.js';
import { packageLoader } from './package-loader.js';

it('loads the file of Plug’n’Play first, where there is one', () => {
  const folder = temporaryFolder('package-loader');
  const loader = join(folder, 'node_modules/pnpapi/index.js');
  mkdirSync(join(folder, 'node_modules/pnpapi'), { recursive: true });
  writeFileSync(loader, '');
  const file = join(folder, 'worker.js');
  expect(packageLoader(file, '3')).toEqual(['--require', loader]);
  expect(packageLoader(file)).toEqual([]);
});

it('adds nothing for a file that Plug’n’Play does not know', () => {
  expect(packageLoader(join(temporaryFolder('package-loader'), 'worker.js'), '3')).toEqual([]);
});
