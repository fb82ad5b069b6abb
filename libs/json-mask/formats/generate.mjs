// Writes the tables of this folder as TypeScript and as AssemblyScript. Called by scripts/assembly.mjs.
import prettier from 'prettier';
import { fileURLToPath } from 'node:url';
import { FLAGS } from './flags.mjs';
import { TOKEN_FORMATS } from './secret-formats.mjs';
import { secretForms } from './triggers.mjs';

/** @import { SecretForm } from './triggers.mjs' */

const HEAD = '// Generated from libs/json-mask/formats by `npm run build:assembly`: do not edit.';

/** @returns {Promise<Map<string, string>>} the text of each generated file, by its path */
export async function generatedFiles() {
  const forms = secretForms();
  const files = Object.entries({
    'assembly/generated/flags.ts': flags((type) => `: ${type}`),
    'assembly/generated/secret-forms.ts': assemblyOf(forms),
    'src/generated/flags.ts': flags(() => ''),
    'src/generated/secret-forms.ts': typescriptOf(forms),
  });
  const texts = new Map();
  for (const [name, code] of files) {
    const path = fileURLToPath(new URL(`../${name}`, import.meta.url));
    const options = await prettier.resolveConfig(path);
    texts.set(path, await prettier.format(`${HEAD}\n\n${code}`, { ...options, parser: 'typescript' }));
  }
  return texts;
}

/** @param {(type: string) => string} annotation @returns {string} */
function flags(annotation) {
  return FLAGS.map(({ about, type, values }) => {
    const lines = Object.entries(values).map(([name, value]) => `export const ${name}${annotation(type)} = ${value};`);
    return [`/* ${about} */`, ...lines].join('\n');
  }).join('\n\n');
}

/** @param {SecretForm[]} forms @returns {string} */
function typescriptOf(forms) {
  const patterns = TOKEN_FORMATS.map(
    ({ vendor, prefixes, rest }) => `// ${vendor}\n${JSON.stringify(oneOf(prefixes) + rest)},`,
  );
  return `/** Each form of a secret holds one of these characters, at its \`trigger\`. */
    export const TRIGGERS = ${JSON.stringify(triggersOf(forms))};

    /** A text without any of these literals holds no secret of their kind. */
    export const SECRET_FORMS = [${forms.map((form) => JSON.stringify(form)).join(',\n')}] as const;

    /** Regular expressions of the tokens of vendors. */
    export const TOKEN_PATTERNS: readonly string[] = [\n${patterns.join('\n')}\n];`;
}

/** An expression for some literals, with a class where they differ in one character. @param {readonly string[]} literals */
function oneOf(literals) {
  const [first = ''] = literals;
  const escaped = (/** @type {string} */ text) => text.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`);
  const differing = [...first].flatMap((_, at) => (literals.some((other) => other[at] !== first[at]) ? [at] : []));
  const [at] = differing;
  if (at === undefined) return escaped(first);
  if (differing.length > 1 || literals.some(({ length }) => length !== first.length))
    return `(?:${literals.map(escaped).join('|')})`;
  return `${escaped(first.slice(0, at))}[${literals.map((other) => other[at]).join('')}]${escaped(first.slice(at + 1))}`;
}

/** @param {SecretForm[]} forms @returns {string} */
const triggersOf = (forms) => [...new Set(forms.map(triggerOf).join(''))].toSorted().join('');

/** @param {SecretForm} form @returns {string} the character, in both cases if the form ignores it */
function triggerOf({ literal, trigger, ignoresCase }) {
  const character = literal.charAt(trigger);
  return ignoresCase ? character.toLowerCase() + character.toUpperCase() : character;
}

/** @param {SecretForm[]} forms @returns {string} */
function assemblyOf(forms) {
  const cases = [...triggersOf(forms)].map((trigger) => {
    const own = forms.filter((form) => triggerOf(form).includes(trigger));
    return `${caseOf(trigger)} ${lookAround(own)}`;
  });
  return `/** Each form of a secret holds one of these characters; {@link isOfSecretForm} reads the bytes around it. */
    export const TRIGGERS: string = ${JSON.stringify(triggersOf(forms))};

    /** Whether the trigger at this place is part of a secret's form. */
    export function isOfSecretForm(at: usize): bool {
      switch (load<u8>(at)) {\n${cases.join('\n')}\n}
      return false;
    }`;
}

/** The byte before the trigger decides which literals are compared. @param {SecretForm[]} forms @returns {string} */
function lookAround(forms) {
  const first = forms.filter(({ trigger }) => trigger === 0);
  const others = forms.filter(({ trigger }) => trigger > 0);
  const begins = first.map(comparison).join(' || ');
  if (others.length === 0) return `return ${begins};`;
  const cases = [...groups(others, ({ literal, trigger }) => literal.charAt(trigger - 1))].map(
    ([before, own]) => `${caseOf(before)} return ${own.map(comparison).join(' || ')};`,
  );
  const around = `switch (load<u8>(at - 1)) {\n${cases.join('\n')}\ndefault: return false;\n}`;
  return begins ? `if (${begins}) return true;\n${around}` : around;
}

/** @param {string} character @returns {string} */
const caseOf = (character) => `// '${character}'\ncase ${character.charCodeAt(0)}:`;

/** Compares a literal in pieces of eight bytes and fewer. @param {SecretForm} form @returns {string} */
function comparison({ literal, trigger, ignoresCase }) {
  const bytes = Buffer.from(ignoresCase ? literal.toLowerCase() : literal);
  /** @type {string[]} */
  const parts = [];
  for (let from = 0, size = 8; from < bytes.length; from += size) {
    while (size > bytes.length - from) size /= 2;
    const hex = Buffer.from(bytes.subarray(from, from + size)).toReversed();
    const place = from === trigger ? 'at' : `at ${from < trigger ? '-' : '+'} ${Math.abs(from - trigger)}`;
    const type = size === 8 ? 'u64' : 'u32';
    const loaded = size >= 4 ? `load<${type}>(${place})` : `<u32>load<u${size * 8}>(${place})`;
    const read = ignoresCase ? `(${loaded} | 0x${'20'.repeat(size)})` : loaded;
    parts.push(`${read} == 0x${Buffer.from(hex).toString('hex')}`);
  }
  return `(${parts.join(' && ')})`;
}

/** @template T @param {readonly T[]} items @param {(item: T) => string} keyOf @returns {Map<string, T[]>} */
function groups(items, keyOf) {
  const all = new Map();
  for (const item of items) all.set(keyOf(item), [...(all.get(keyOf(item)) ?? []), item]);
  return all;
}
