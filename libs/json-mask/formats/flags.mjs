// Numbers that TypeScript and AssemblyScript exchange, once: `npm run build:assembly` writes them for both.

/** @type {readonly { about: string, type: 'i32' | 'u32', values: Readonly<Record<string, number>> }[]} */
export const FLAGS = [
  {
    about:
      'Properties of a key, as `MaskDecisions.keyAt` returns them. ASKED_KEY: it is written otherwise. Three bits from HARMLESS_SHIFT on: its harmless values.',
    type: 'i32',
    values: { MASKED_KEY: 1, NAME_KEY: 2, VALUE_KEY: 4, ASKED_KEY: 8, HARMLESS_SHIFT: 4, KEY_FLAG_BITS: 7 },
  },
  { about: 'The engine gives up on a text with such a key.', type: 'i32', values: { NOT_HERE: -1 } },
  {
    about: 'Result of `MaskDecisions.look`. CHANGED: a secret was masked. REPLACED: write the replacement.',
    type: 'i32',
    values: { UNCHANGED: 0, CHANGED: 1, REPLACED: 2 },
  },
  {
    about: 'How a text may name a secret: in `{ name, value }`, as a step of a path there, or as the first of a pair.',
    type: 'i32',
    values: { LABEL: 0, PATH_STEP: 1, PAIR: 2 },
  },
  {
    about: 'Why the engine gave up, as `JsonEngine.reason` says.',
    type: 'i32',
    values: {
      NOT_JSON: 1,
      TOO_DEEP: 2,
      KEY_FORM: 3,
      MANY_KEYS: 4,
      KEY_TWICE: 5,
      KEY_RULE: 6,
      NAMED_VALUE: 7,
      LONG_TEXT: 8,
      NO_ROOM: 9,
    },
  },
  {
    about:
      'Classes of the bytes of a string; their union is `seen` in `MaskDecisions.look`. HAS_REPLACED: may be U+FFFD, which a lone surrogate becomes.',
    type: 'u32',
    values: {
      SEPARATOR: 1,
      TRIGGER: 2,
      DIGIT: 4,
      HAS_ESCAPE: 8,
      HAS_REPLACED: 16,
      QUOTE: 32,
      CONTROL: 64,
      SECRET_FORM: 128,
    },
  },
];
