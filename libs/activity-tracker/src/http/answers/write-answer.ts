import { StreamableFile } from '@nestjs/common';
import type { HttpAdapterHost } from '@nestjs/core';
import { answerJson } from './answer-json.js';

export type AnswerAdapter = HttpAdapterHost['httpAdapter'];

/** Written as text, which no JSON setting, `toJSON` replacer or serializer of the host changes. */
export function writeAnswer(adapter: AnswerAdapter, response: object, answer: unknown, status = 200): void {
  if (adapter.isHeadersSent(response)) {
    if (answer instanceof StreamableFile) answer.getStream().destroy();
    return;
  }
  if (answer instanceof StreamableFile) return void adapter.reply(response, answer, status);
  adapter.setHeader(response, 'Content-Type', 'application/json; charset=utf-8');
  const { serializer } = response as { serializer?: unknown };
  // Fastify also applies a reply's serializer to texts, and a hook of the host may set one on every reply.
  if (typeof serializer === 'function') serializer.call(response, asWritten);
  adapter.reply(response, answerJson(answer), status);
}

const asWritten = (text: unknown): unknown => text;

export function forbidStoring(adapter: AnswerAdapter, response: object): void {
  adapter.setHeader(response, 'Cache-Control', 'no-store');
  adapter.setHeader(response, 'X-Content-Type-Options', 'nosniff');
}
