/**
 * Prices in units of about a nanosecond, fitted with `npm run bench -- prices`. What fails costs as much as what succeeds, or more.
 */
export const PRICE = {
  look: 120,
  pass: 180,
  lookCharacter: 3,
  /** Each masker that runs over a text, for each character. */
  scanCharacter: 2,
  /** An expression that ignores case, or has many alternatives. */
  expressionCharacter: 9,
  /** A separator, and each character of the name in front of it. */
  separator: 34,
  nameCharacter: 6,
  /** Each that is not ASCII. */
  foreignCharacter: 40,
  keyCharacter: 20,
  jsonCharacter: 3,
  engineCharacter: 2,
  level: 35,
  candidate: 200,
  /** A parse, a decode: for itself, and for each character. */
  parse: 600,
  parseCharacter: 14,
  escaped: 180,
  escapedCharacter: 2,
  /** A byte that a text in UTF-8 has more than UTF-16 units. */
  foreignByte: 7,
  /** An object or a list that is searched for echoes, and each key in it. */
  echoed: 240,
  echoedKey: 110,
  decidedPlace: 12,
  /** A text in BSON that may hold a remembered value: it is decoded and written again. */
  bsonPlace: 180,
  /** A text with U+FFFD in it is written once more. */
  rewritten: 1_200,
  field: 160,
  /** An own property of a value of the host's, read by its descriptor. */
  entry: 120,
  /** One of plain data that we made. */
  ownEntry: 12,
  name: 340,
  /** A part of a multipart body: to read it, before it is masked. */
  part: 700,
  /** The engine gives up in the midst of a text. */
  givenUp: 18_000,
  decode: 180,
  decodeCharacter: 10,
  lookUp: 15,
  /** A value that is remembered, or was. */
  remembered: 290,
  rememberedCharacter: 3,
  /** Of a text whose words are compared with those of other texts. */
  comparedWordCharacter: 5,
  /** Whether a text that stands next to a value is a name. */
  neighbor: 320,
  decision: 1_050,
  decisionCharacter: 8,
  words: 600,
  wordCharacter: 220,
  foreignKey: 5_500,
  parameter: 600,
  /** One that is seen to be harmless where it stands. */
  plainParameter: 120,
  url: 600,
  node: 140,
  /** A short look for a remembered value; a longer text for all of them at once. */
  run: 64,
  runCharacter: 1,
  /** A pattern that is compared with a text. */
  compared: 35,
  /** Three characters that tell whether a pattern may end there. */
  block: 6,
  spellings: 2600,
  spellingCharacter: 90,
  fewSpellingsCharacter: 13,
  replacement: 180,
  place: 120,
  /** A text that is not read gets a marker. */
  marked: 150,
  /** Whether a remembered value is a number, a word, or random. */
  strength: 250,
  /** Each of the characters that are measured. */
  strengthCharacter: 38,
  /** Beyond the first 64. */
  strengthOfLong: 110,
} as const;

/**
 * `JSON.parse` takes time for each value too, for its key, and where it is a text, or an object or a list that is not empty:
 * an eighth of this, or more.
 * `worthSeen` in `libs/json-mask/assembly/pass-state.ts` counts the same.
 */
export const WORTH = { value: 120, key: 75, text: 80, container: 320 } as const;
