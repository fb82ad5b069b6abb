/**
 * Prices in units of about a nanosecond, measured with `npm run bench -- hostile`. What fails costs as much as what succeeds, or more.
 */
export const PRICE = {
  look: 130,
  pass: 250,
  lookCharacter: 3,
  /** Each masker that runs over a text, for each character. */
  scanCharacter: 2,
  /** An expression that ignores case, or has many alternatives. */
  expressionCharacter: 8,
  /** A separator, and each character of the name in front of it. */
  separator: 45,
  nameCharacter: 4,
  /** Each that is not ASCII. */
  foreignCharacter: 45,
  keyCharacter: 15,
  jsonCharacter: 4,
  engineCharacter: 2,
  level: 30,
  candidate: 350,
  /** A parse, a decode: for itself, and for each character. */
  parse: 500,
  parseCharacter: 12,
  escaped: 110,
  escapedCharacter: 2,
  /** A byte that a text in UTF-8 has more than UTF-16 units. */
  foreignByte: 6,
  /** An object or a list that is searched for echoes, and each key in it. */
  echoed: 120,
  echoedKey: 70,
  decidedPlace: 10,
  /** A text in BSON that may hold a remembered value: it is decoded and written again. */
  bsonPlace: 158,
  /** A text with U+FFFD in it is written once more. */
  rewritten: 1_000,
  field: 100,
  /** An own property of a value of the host's, read by its descriptor. */
  entry: 120,
  /** One of plain data that we made. */
  ownEntry: 15,
  name: 250,
  /** A part of a multipart body: to read it, before it is masked. */
  part: 800,
  /** The engine gives up in the midst of a text. */
  givenUp: 30_000,
  decode: 300,
  decodeCharacter: 8,
  lookUp: 30,
  /** A value that is remembered, or was. */
  remembered: 60,
  /** Whether a text that stands next to a value is a name. */
  neighbor: 60,
  decision: 900,
  decisionCharacter: 14,
  words: 500,
  wordCharacter: 200,
  foreignKey: 5_000,
  parameter: 500,
  /** One that is seen to be harmless where it stands. */
  plainParameter: 100,
  url: 700,
  node: 120,
  /** A short look for a remembered value; a longer text for all of them at once. */
  run: 60,
  runCharacter: 1,
  /** A pattern that is compared with a text. */
  compared: 45,
  /** Three characters that tell whether a pattern may end there. */
  block: 4,
  spellings: 1_500,
  spellingCharacter: 45,
  fewSpellingsCharacter: 10,
  replacement: 150,
  place: 40,
  /** A text that is not read gets a marker. */
  marked: 150,
  /** Whether a remembered value is a number, a word, or random. */
  strength: 200,
  /** Each of the characters that are measured. */
  strengthCharacter: 30,
  /** Beyond the first 64. */
  strengthOfLong: 90,
} as const;

/**
 * `JSON.parse` takes time for each value too, for its key, and where it is a text, or an object or a list that is not empty:
 * an eighth of this, or more.
 * `worthSeen` in `libs/json-mask/assembly/pass-state.ts` counts the same.
 */
export const WORTH = { value: 120, key: 75, text: 80, container: 320 } as const;
