export function toJson(dictionary: Readonly<Record<string, string>>): string {
  return `${JSON.stringify(dictionary, null, 2)}\n`;
}

export function toObjectLiteral(dictionary: Readonly<Record<string, string>>): string {
  const lines = Object.entries(dictionary).map(([key, value]) => `  ${propertyName(key)}: ${quoted(value)},\n`);
  return lines.length > 0 ? `{\n${lines.join('')}}\n` : '{}\n';
}

function propertyName(key: string): string {
  // Unquoted, it would set the prototype.
  return /^[A-Za-z_$][\w$]*$/.test(key) && key !== '__proto__' ? key : quoted(key);
}

function quoted(text: string): string {
  const inner = JSON.stringify(text).slice(1, -1).replaceAll('\\"', '"').replaceAll("'", "\\'");
  return `'${inner}'`;
}
