/** Letters that look like a Latin one, by the form they have in that case: `раssword` with Cyrillic `р` and `а`. */
const LOOK_ALIKES = new Map<string, string>();
for (const [letters, latin] of [
  ['аɑαаΑА', 'aaaaAA'],
  ['еёεэЕΕ', 'eeeeEE'],
  ['оοօσОΟ', 'ooooOO'],
  ['рρРΡ', 'ppPP'],
  ['сϲС', 'ccC'],
  ['уγүУΥ', 'yyyYY'],
  ['хχХΧ', 'xxXX'],
  ['іιıӏІΙ', 'iiilII'],
  ['јЈ', 'jJ'],
  ['ѕЅꜱ', 'sSs'],
  ['кκКΚ', 'kkKK'],
  ['тτТΤ', 'ttTT'],
  ['мМΜ', 'mMM'],
  ['ԁԛԝһωԜ', 'dqwhwW'],
  ['ВΒНΗΝΖνηɡ', 'BBHHNZvng'],
  ['łŁøØđĐ', 'lLoOdD'],
] as const) {
  Array.from(letters).forEach((letter, index) => LOOK_ALIKES.set(letter, latin.charAt(index)));
}

const ASCII = /^[\x20-\x7e]*$/;
// Format and control characters, combining marks and what is drawn as nothing.
const INVISIBLE = /[\p{Cf}\p{Cc}\p{M}\p{Default_Ignorable_Code_Point}]/gu;
const NOT_ASCII = /\P{ASCII}/gu;

let folded = '';
let last = '';

/**
 * One spelling for all that looks the same: compatibility forms (full width), accents, invisible characters and
 * look-alike letters are gone. Case is kept, for it divides words.
 */
export function fold(text: string): string {
  if (ASCII.test(text)) return text;
  if (text === last) return folded;
  last = text;
  return (folded = spelledAlike(text));
}

function spelledAlike(text: string): string {
  return text
    .normalize('NFKD')
    .replace(INVISIBLE, '')
    .replace(NOT_ASCII, (letter) => LOOK_ALIKES.get(letter) ?? letter)
    .replaceAll('ß', 'ss');
}
