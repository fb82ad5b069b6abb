import { Body, Controller, Header, HttpCode, RequestMapping, RequestMethod, type Type } from '@nestjs/common';
import { SkipActivity } from 'nestjs-activity-tracker';

interface Exchange {
  name: string;
  method: keyof typeof RequestMethod;
  path: string;
  response: { type: string; text: string; status: number };
}

const { CORPUS } = (await import(new URL('../payloads/corpus.mjs', import.meta.url).href)) as { CORPUS: Exchange[] };

function corpusController(prefix: string): Type {
  class CorpusController {
    readonly answers = new Map(CORPUS.map(({ name, response }) => [name, answerOf(response)]));
  }
  const { prototype } = CorpusController;
  for (const { name, method, path, response } of CORPUS) {
    const handler = {
      value(this: CorpusController) {
        return this.answers.get(name);
      },
      writable: true,
      configurable: true,
    };
    Object.defineProperty(prototype, name, handler);
    RequestMapping({ path, method: RequestMethod[method] })(prototype, name, handler);
    HttpCode(response.status)(prototype, name, handler);
    if (response.type && (response.type !== 'application/json' || typeof answerOf(response) === 'string'))
      Header('content-type', response.type)(prototype, name, handler);
    Body()(prototype, name, 0);
  }
  Controller(prefix)(CorpusController);
  return CorpusController;
}

/** A value that the platform serializes, as for most handlers; JSON that `JSON.stringify` writes otherwise stays text. */
function answerOf({ type, text }: Exchange['response']): unknown {
  if (type === '') return undefined;
  if (!/\bjson\b/.test(type)) return text;
  const value: unknown = JSON.parse(text);
  return JSON.stringify(value) === text ? value : text;
}

export const CorpusController = corpusController('');

/** The same once more, kept out of the log. */
export const SkippedCorpusController = corpusController('skipped');
SkipActivity()(SkippedCorpusController);
