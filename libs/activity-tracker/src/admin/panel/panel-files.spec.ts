import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { temporaryFolder } from '../../../test/temporary-folder.js';
import { PanelFiles } from './panel-files.js';

let folder: string;
beforeEach(() => {
  folder = temporaryFolder('panel');
});

describe('the files of the panel', () => {
  it('are those of a folder with the page of the panel', () => {
    writeFileSync(join(folder, 'index.html'), '<meta name="generator" content="nestjs-activity-tracker" />');
    writeFileSync(join(folder, 'icon.svg'), '<svg/>');
    const files = new PanelFiles(folder);
    expect(files.problem()).toBeUndefined();
    expect(files.read().get('icon.svg')?.toString()).toBe('<svg/>');
  });

  it("are not those of a host's own folder, and the remedy is named", () => {
    writeFileSync(join(folder, 'index.html'), '<title>A shop</title>');
    writeFileSync(join(folder, 'secret.md'), 'secret');
    const files = new PanelFiles(folder);
    expect(files.read().get('index.html')).toBeUndefined();
    expect(files.read().get('secret.md')).toBeUndefined();
    expect(files.problem()).toBe(
      `The panel cannot be served: its files are missing (${folder}). Copy the folder node_modules/nestjs-activity-tracker/panel ` +
        'into the deployment and set admin.panelDirectory to the copy (logged once).',
    );
  });

  it('are missing in a folder that does not exist', () => {
    const files = new PanelFiles(join(folder, 'none'));
    expect(files.read().get('index.html')).toBeUndefined();
    expect(files.problem()).toContain('admin.panelDirectory');
  });
});
