/** The request of either platform, as the panel reads it. */
export interface PanelRequest {
  readonly originalUrl: string;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
}
