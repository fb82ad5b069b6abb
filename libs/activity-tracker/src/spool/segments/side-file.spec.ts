import { expect, it } from 'vitest';
import { FaultyFiles } from '../fixtures/faulty-files.js';
import { SideFile } from './side-file.js';

const ID = { instance: '0123456789abcdef01234567', number: 1 };

it.each(['create', 'write'] as const)('holds no descriptor after a %s that failed', (operation) => {
  const files = new FaultyFiles();
  const side = new SideFile(files, '/side.crc', ID);
  files.failNext(operation, 'ENOSPC');
  side.add(0, Buffer.alloc(5));
  side.write();
  expect(files.openDescriptors).toBe(0);
});
