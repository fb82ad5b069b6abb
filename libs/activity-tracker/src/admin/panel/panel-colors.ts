import { isObject } from '../../common/is-object.js';
import { nearestName } from '../../common/nearest-name.js';
import { isCssColor, nearestCssColor } from './css-color.js';

/** Custom properties of the panel's style that hold a color; a test compares them with the style. */
export const COLOR_NAMES = [
  'accent',
  'accent-soft',
  'accent-strong',
  'bad',
  'bad-bar',
  'bad-soft',
  'focus',
  'good',
  'good-bar',
  'good-soft',
  'grey-bar',
  'ground',
  'info',
  'info-bar',
  'info-soft',
  'line',
  'line-strong',
  'muted',
  'on-accent',
  'raised',
  'sunken',
  'surface',
  'text',
  'track',
  'violet',
  'warn',
  'warn-bar',
  'warn-soft',
] as const;

export function areCssColors(value: unknown): boolean {
  return isObject(value) && wrongColor(value) === undefined;
}

export function areColorsOfThePanel(value: unknown): boolean {
  return unknownColors(value).length === 0;
}

const wrongColor = (value: unknown): unknown =>
  isObject(value) ? Object.values(value).find((color) => !isCssColor(color)) : undefined;

const unknownColors = (value: unknown): string[] =>
  isObject(value) ? Object.keys(value).filter((name) => !(COLOR_NAMES as readonly string[]).includes(name)) : [];

export function cssColorsMessage(value: unknown): string {
  const wrong = wrongColor(value);
  const nearest = typeof wrong === 'string' ? nearestCssColor(wrong) : undefined;
  const hint =
    typeof wrong === 'string'
      ? `; "${wrong.slice(0, 40)}" is not a CSS color${nearest ? ` (did you mean "${nearest}"?)` : ''}`
      : '';
  return `must be an object of CSS colors, such as { accent: '#0f766e' }${hint}`;
}

export function unknownColorsMessage(value: unknown): string {
  const [first = ''] = unknownColors(value);
  const nearest = nearestName(first, COLOR_NAMES);
  return `must have the panel's colors as keys; "${first}" is not one of them${nearest ? ` (did you mean "${nearest}"?)` : ''}: ${COLOR_NAMES.join(', ')}`;
}
