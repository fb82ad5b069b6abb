import { exchange, json, jsonText, NONE, plain } from './exchange.mjs';

/** All but ASCII as escapes, as Python and PHP write JSON. @param {unknown} value */
const escaped = (value) =>
  JSON.stringify(value).replace(/[^\x00-\x7f]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`);

const MANY_SCRIPTS = {
  título: 'Señal de otoño: ¡más rápido!',
  名前: '東京都千代田区、注文番号：四二',
  имя: 'Заказ принят, спасибо за покупку',
  الاسم: 'تم استلام الطلب وسيصل خلال يومين',
  emoji: 'Delivered 📦🚚 — thanks 👩‍👩‍👧! ½ price ﬁnal',
};

export const TEXTS = [
  exchange('article', 'POST /articles', (values) => ({
    request: json({
      title: values.words(7),
      body: values
        .list(
          24,
          () =>
            `## ${values.words(3)}\n\n${values.prose(5)}\n\n- **${values.words(2)}**: see https://docs.example/a?b=1#c\n`,
        )
        .join('\n'),
      tags: values.words(4).split(' '),
    }),
    response: json({
      id: values.uuid(),
      slug: values.words(4).replaceAll(' ', '-'),
      word_count: 1_480,
      excerpt: values.prose(4),
    }),
    status: 201,
  })),
  exchange('base64-file', 'POST /files', (values) => ({
    request: json({ filename: 'scan.png', content_type: 'image/png', data: values.base64(9_000) }),
    response: json({
      id: values.uuid(),
      size: 9_000,
      checksum: values.base64(32),
      thumbnail: `data:image/png;base64,${values.base64(1_500)}`,
    }),
    status: 201,
  })),
  exchange('many-scripts', 'POST /profiles', (values) => ({
    request: json({ ...MANY_SCRIPTS, bio: 'Añoranza 漢字 '.repeat(20) }),
    response: json({ id: values.uuid(), profile: MANY_SCRIPTS, history: values.list(10, () => MANY_SCRIPTS.emoji) }),
    status: 201,
  })),
  exchange('escaped-scripts', 'POST /profiles/escaped', (values) => ({
    request: jsonText(escaped({ ...MANY_SCRIPTS, path: 'C:\\temp\\"new"' })),
    response: jsonText(escaped({ id: values.uuid(), profile: MANY_SCRIPTS, note: 'line one\nline two\ttab' })),
    status: 201,
  })),
  exchange('chat', 'POST /chat/completions', (values) => ({
    request: json({
      model: 'small-3',
      max_tokens: 1024,
      messages: values.list(8, (index) => ({ role: index % 2 ? 'assistant' : 'user', content: values.prose(6) })),
    }),
    response: json({
      id: `chat-${values.text(20)}`,
      created: values.timestamp(),
      choices: [
        {
          index: 0,
          message: { role: 'assistant', content: `${values.prose(12)}\n\n\`\`\`ts\nconst a = { b: "c" };\n\`\`\`` },
          finish_reason: 'stop',
        },
      ],
      usage: {
        prompt_tokens: 412,
        completion_tokens: 220,
        total_tokens: 632,
        prompt_tokens_details: { cached_tokens: 0 },
      },
    }),
  })),
  exchange('text-error', 'GET /legacy/report', () => ({
    response: plain('Internal error: connection to db.example failed after 3 attempts'),
    status: 500,
  })),
  exchange('html-error', 'GET /legacy/page', (values) => ({
    response: plain(
      `<!doctype html><html><body><h1>502</h1><p>${values.prose(6)}</p></body></html>`,
      'text/html; charset=utf-8',
    ),
    status: 502,
  })),
  exchange('no-content', 'DELETE /articles/7', () => ({ response: NONE, status: 204 })),
  exchange('ping', 'GET /ping', () => ({ response: json({ ok: true }) })),
];
