import { readdirSync } from 'node:fs';

/** Paths below a folder in which processes move files: one that moves while folders are read one by one may be in none of them. */
export function filesBelow(root: string): string[] {
  const look = (): string[] => readdirSync(root, { recursive: true, encoding: 'utf8' });
  let files = look();
  for (let again = look(); String(again) !== String(files); again = look()) files = again;
  return files;
}

export function spoolSegments(root: string): string[] {
  return filesBelow(root).filter((file) => file.includes('.bson'));
}
