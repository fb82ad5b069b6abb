import { describe, expect, it, vi } from 'vitest';
import { Run } from './run.mjs';

const step = (name: string, script: string) => ({ name, command: ['node', '-e', script] });
const staged = async (...lanes: ReturnType<typeof step>[][]) => {
  vi.spyOn(console, 'log').mockReturnValue();
  const run = new Run(lanes.flat().length, '');
  await run.stage(lanes, process.env);
  return { passed: run.passed, failed: run.failed, stoppedAt: run.stoppedAt };
};

describe('steps of npm test that run concurrently', () => {
  it('are all counted', async () => {
    expect(await staged([step('a', ''), step('b', '')], [step('c', '')])).toEqual({
      passed: 3,
      failed: 0,
      stoppedAt: '',
    });
  });

  it('end with the first that fails, which alone is counted as failed', async () => {
    const lanes = [
      [step('fails', 'process.exit(1)'), step('never', '')],
      [step('hangs', 'setInterval(() => {}, 1e6)')],
    ];
    expect(await staged(...lanes)).toEqual({ passed: 0, failed: 1, stoppedAt: 'fails' });
  });
});
