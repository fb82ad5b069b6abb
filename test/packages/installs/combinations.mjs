export const VALUES = {
  nest: ['11', '12'],
  platform: ['express', 'fastify'],
  module: ['ESM', 'CommonJS'],
  node: ['20', '22', '24'],
  installer: ['npm', 'pnpm'],
  typescript: ['5.9', '6.0'],
  /** Of the packages that the library asks its host for: what an installer takes, Nest 11's own line, the lowest we allow. */
  peers: ['newest', 'Nest 11', 'lowest'],
};

/**
 * @typedef {{ nest: string, platform: string, module: string, node: string, installer: string, typescript: string,
 *   peers: string }} Combination
 */

/** Every two values that can meet do so in one row at least; the spec next to this file holds it. @type {Combination[]} */
export const COMBINATIONS = [
  ['12', 'express', 'ESM', '20', 'npm', '6.0', 'newest'],
  ['11', 'fastify', 'CommonJS', '20', 'npm', '5.9', 'newest'],
  ['11', 'fastify', 'ESM', '24', 'pnpm', '6.0', 'lowest'],
  ['12', 'express', 'CommonJS', '22', 'pnpm', '5.9', 'lowest'],
  ['11', 'fastify', 'ESM', '22', 'npm', '6.0', 'Nest 11'],
  ['11', 'express', 'CommonJS', '24', 'npm', '5.9', 'Nest 11'],
  ['12', 'fastify', 'CommonJS', '24', 'pnpm', '6.0', 'newest'],
  ['11', 'express', 'ESM', '20', 'pnpm', '5.9', 'Nest 11'],
  ['11', 'fastify', 'ESM', '20', 'npm', '6.0', 'lowest'],
  ['12', 'express', 'ESM', '22', 'npm', '6.0', 'newest'],
].map(([nest = '', platform = '', module = '', node = '', installer = '', typescript = '', peers = '']) => ({
  nest,
  platform,
  module,
  node,
  installer,
  typescript,
  peers,
}));

/** Values that cannot meet, and why. @type {{ values: Partial<Combination>, because: string }[]} */
export const IMPOSSIBLE = [
  {
    values: { nest: '12', peers: 'Nest 11' },
    because: "Nest 11's line of @nestjs/event-emitter, schedule and mongoose asks for @nestjs/common 10 or 11",
  },
];

/** @param {string} node @returns {Combination[]} newest Nest as ES modules, and the oldest supported one as CommonJS */
export const shortForm = (node) => COMBINATIONS.slice(0, 2).map((combination) => ({ ...combination, node }));

/** @param {Combination} combination */
export const nameOf = ({ nest, platform, module, node, installer, typescript, peers }) =>
  `Nest ${nest}, ${platform}, ${module}, Node ${node}, ${installer}, TypeScript ${typescript}, peers: ${peers}`;
