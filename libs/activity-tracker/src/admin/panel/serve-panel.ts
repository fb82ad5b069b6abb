import type { AnswerAdapter } from '../../http/answers/write-answer.js';
import type { Panel } from './panel.js';
import type { PanelRequest } from './panel-request.js';

interface FileRequest extends PanelRequest {
  readonly params: { readonly file: string };
}

/** Panels of each platform instance by path: the newest serves a path that is used twice. */
const served = new WeakMap<object, Map<string, { panel: Panel }>>();

/**
 * Outside Nest's pipeline: the page holds no data, so no guard, interceptor or filter applies.
 * @param base path of the panel, with every prefix
 */
export function servePanel(adapter: AnswerAdapter, base: string, panel: Panel): void {
  const instance = adapter.getInstance<object>();
  const panels = served.get(instance) ?? new Map<string, { panel: Panel }>();
  served.set(instance, panels);
  const current = panels.get(base);
  if (current) {
    current.panel = panel;
    return;
  }
  const now = { panel };
  panels.set(base, now);
  adapter.get(base, (request: PanelRequest, response: object) => now.panel.redirect(adapter, request, response));
  for (const folder of ['', 'assets/'])
    adapter.get(`${base}/${folder}:file`, (request: FileRequest, response: object) =>
      now.panel.file(adapter, request, response, `${folder}${request.params.file}`),
    );
}
