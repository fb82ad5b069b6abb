import type { HttpAdapter } from '../../history/write-answer.js';
import type { Panel, PanelRequest } from './panel.js';

interface FileRequest extends PanelRequest {
  readonly params: { readonly file: string };
}

/** The panel of each platform instance: an instance that serves one already gets the newest under the same routes. */
const served = new WeakMap<object, { panel: Panel }>();

/**
 * Registers the routes of the panel on the platform, beneath Nest's pipeline: the page holds no data, so no guard, interceptor
 * or filter of the host concerns it. Called before Nest registers its routes.
 * @param base path of the panel, with every prefix
 */
export function servePanel(adapter: HttpAdapter, base: string, panel: Panel): void {
  const instance = adapter.getInstance<object>();
  const current = served.get(instance);
  if (current) {
    current.panel = panel;
    return;
  }
  const now = { panel };
  served.set(instance, now);
  adapter.get(base, (request: PanelRequest, response: object) => now.panel.redirect(adapter, request, response));
  for (const folder of ['', 'assets/'])
    adapter.get(`${base}/${folder}:file`, (request: FileRequest, response: object) =>
      now.panel.file(adapter, request, response, `${folder}${request.params.file}`),
    );
}
