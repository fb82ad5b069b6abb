export interface StreamEvent {
  id: string;
  event: string;
  data: string;
}

/** Events out of pieces of text, cut anywhere. `EventSource` could not send the access token. */
export class EventParser {
  private rest = '';
  private id = '';
  private event = '';
  private data: string[] = [];

  *push(text: string): Generator<StreamEvent> {
    this.rest += text;
    // A lone CR at the end may be half of a CR LF.
    const lines = this.rest.split(/\r\n|\n|\r(?!$)/);
    this.rest = lines.pop() ?? '';
    for (const line of lines) {
      if (line !== '') this.field(line);
      else {
        const { id, event, data } = this;
        this.event = '';
        this.data = [];
        if (data.length > 0) yield { id, event: event || 'message', data: data.join('\n') };
      }
    }
  }

  private field(line: string): void {
    const colon = line.indexOf(':');
    const name = colon < 0 ? line : line.slice(0, colon);
    const value = colon < 0 ? '' : line.slice(colon + 1).replace(/^ /, '');
    if (name === 'data') this.data.push(value);
    else if (name === 'event') this.event = value;
    else if (name === 'id' && !value.includes('\0')) this.id = value;
  }
}
