/** Units of an exchange, however short it is: enough for every ordinary one. The response has a share that no request can use. */
export const BASE = 270_000;
export const BASE_OF_RESPONSE = 190_000;
/** Set aside for the parts that come when those before them have used up the rest. */
export const SET_ASIDE = 90_000;
export const LEAST_OF_PART = 20_000;
export const LEAST_OF_ECHOES = 10_000;
/** Work that is done before it can be refused: beyond it, nothing more is begun. */
export const MOST_OVERDRAWN = 50_000;
/** The step that is under way then. */
export const LAST_STEP = 30_000;
export const FOR_CHARACTER = 3;
/** `JSON.parse` takes longer for each character of a text with escapes. */
export const FOR_ESCAPED = 2.5;
/** One that is copied, such as a field of a form, costs more to read. */
export const FOR_TEXT = 100;
export const FOR_FOREIGN_BYTE = 3;
export const FOR_PART = 700;
/** A new key costs `JSON.parse` time too: it makes a separate string of it. */
export const FOR_NEW_KEY = 1_000;
/** Of what a part is worth: held back until it is gone through again, for its value or for echoes. */
export const SHARE_OF_SECOND = 1 / 4;
/** What the pass itself takes of it, with the output and its garbage. */
export const SHARE_OF_PASS = 3 / 20;
/** Parsing a text and walking over its value, or reading it back from BSON: a share of its worth, and each character. */
export const SHARE_OF_READING = 3 / 8;
export const READ_CHARACTER = 1;
export const SHARE_OF_SEARCH = 3 / 5;
export const PASS_CHARACTER = 1;
export const WORD_CHARACTER = 1;
export const STOP = 1_000;
export const MOST_MARKED = 500;
