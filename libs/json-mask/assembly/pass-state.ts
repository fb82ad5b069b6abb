import { NO_ROOM } from './generated/flags';
import { giveUp } from './host';

/* Limits and counts of the pass that is under way. */

export const DEEPEST: i32 = 64;
/** Takes less than an eighth of a millisecond. */
const MOST_MOVED: usize = 512 * 1024;

/** Writes BSON, not text. */
export let isBson = false;
export let textEnd: usize = 0;
export let maxDepth: i32 = 0;
export let maxStringLength: usize = 0;
export let changes: i32 = 0;
let moved: usize = 0;
let nodes: i32 = 0;
let keys: i32 = 0;
let texts: i32 = 0;
let containers: i32 = 0;

export function begin(asBson: bool, end: usize, depth: i32, stringLength: usize): void {
  isBson = asBson;
  textEnd = end;
  maxDepth = min(depth, DEEPEST);
  maxStringLength = stringLength;
  changes = 0;
  moved = 0;
  nodes = 0;
  keys = 0;
  texts = 0;
  containers = 0;
}

export function noteChange(): void {
  changes++;
}

/** Output is moved where a mask replaces a value before it. Nested objects could move the same bytes again and again. */
export function noteMoved(bytes: usize): void {
  moved += bytes;
  if (moved > MOST_MOVED) giveUp(NO_ROOM);
}

export function noteNode(): void {
  nodes++;
}

export function noteKey(): void {
  keys++;
}

/** An object or a list that is not empty. */
export function noteContainer(): void {
  containers++;
}

export function noteText(): void {
  texts++;
}

export function nodesSeen(): i32 {
  return nodes;
}

/** Work granted for the values so far; the factors are those of `WORTH` in `masking/budget/prices.ts`. */
export function worthSeen(): i32 {
  return nodes * 120 + keys * 75 + texts * 80 + containers * 320;
}
