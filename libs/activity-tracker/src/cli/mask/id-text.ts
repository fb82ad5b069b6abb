import { mongo } from 'mongoose';

const { EJSON, ObjectId } = mongo.BSON;
const HEX = /^[0-9a-f]{24}$/i;

/** An ObjectId as its digits, any other id as extended JSON. */
export const idText = (id: unknown): string =>
  id instanceof ObjectId ? id.toHexString() : EJSON.stringify(id, { relaxed: false });

/** Reads {@link idText}; `undefined` if it is neither form. */
export function idOfText(text: string): { id: unknown } | undefined {
  if (HEX.test(text)) return { id: new ObjectId(text) };
  try {
    return { id: EJSON.parse(text, { relaxed: false }) as unknown };
  } catch {
    return undefined;
  }
}
