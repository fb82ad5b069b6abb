// Called by test.mjs and run.mjs.
/**
 * @typedef {object} Step
 * @property {string} name
 * @property {string[]} command
 * @property {Record<string, string>} [env]
 * @property {boolean} [vitest] counted test by test
 */

/**
 * One stage after the other; the lanes of a stage in parallel, for two cores and for waits; the steps of a lane in order.
 * The first step that fails ends the run.
 * @type {Step[][][]}
 */
export const STAGES = [
  [
    [{ name: 'format', command: ['prettier', '--check', '--log-level=warn', '.'] }],
    [
      { name: 'build', command: ['npm', 'run', '--silent', 'build'] },
      { name: 'lint', command: ['oxlint', '--type-aware', '--quiet'] },
    ],
  ],
  // Installations wait for the network and the disk while tests use the cores.
  [
    [
      { name: 'tests from source', command: ['vitest', 'run'], vitest: true },
      { name: 'tests against the built package', command: ['vitest', 'run'], env: { TARGET: 'dist' }, vitest: true },
    ],
    [
      { name: 'types', command: ['tsc', '-p', 'tsconfig.json', '--noEmit'] },
      { name: 'types of the panel', command: ['tsc', '-p', 'apps/admin-ui', '--noEmit'] },
      { name: 'import and require in plain Node', command: ['node', 'scripts/smoke.mjs'] },
      { name: 'the package in an empty app', command: ['node', 'test/packages/test-package.mjs'] },
      {
        name: 'the package on the newest and the oldest Nest',
        command: ['node', 'test/packages/test-installs.mjs', '--short', '--built'],
      },
      {
        name: 'the package under Jest and in a bundle',
        command: ['node', 'test/packages/test-hosts.mjs', '--short', '--built'],
      },
    ],
  ],
];
