import * as bson from './bson';
import * as code from './characters';
import * as flags from './generated/flags';
import * as host from './host';
import * as output from './masked-output';
import * as names from './names';
import * as state from './pass-state';
import { behindNumber, behindValue, behindWord, beginsNumber } from './scan';
import { mayBeCard } from './card';

export function scalar(first: u32, start: usize): usize {
  if (!beginsNumber(first)) {
    if (state.isBson) bson.word(first);
    return behindWord(start);
  }
  const end = behindNumber(start);
  if (mayBeCard(start, end) && host.card(start, end) != 0) maskSecret(start, end);
  else if (state.isBson) bson.number(start, end);
  return end;
}

/** Masks the value of a sensitive key as a whole. @param object that holds it */
export function secret(start: usize, said: i32, object: usize): usize {
  const end = behindValue(start, state.textEnd);
  const isMasked = host.secret(start, end, said, object) != 0;
  if (isMasked) maskSecret(start, end);
  else if (state.isBson) keptSecret(start, end);
  if ((said & flags.NAME_KEY) != 0 && !isMasked) names.note(start);
  return end;
}

function keptSecret(start: usize, end: usize): void {
  if (load<u8>(start) == <u8>code.QUOTE) bson.escapedString(start + 1, end - 1);
  else if (beginsNumber(load<u8>(start))) bson.number(start, end);
  else bson.word(load<u8>(start));
}

function maskSecret(start: usize, end: usize): void {
  state.noteChange();
  if (state.isBson) bson.standIn(output.maskStart() + 1, output.maskEnd() - 1);
  else output.replaceByMask(start, end);
}
