import { save } from '../api/save';
import { useClient, useWords } from '../panel';
import { visible } from '../text/visible';
import { useFormats } from './format';
import { announce } from './toast';

export function useExport(): (path: string, parameters: Record<string, string>, name: string) => Promise<void> {
  const words = useWords();
  const client = useClient();
  const formats = useFormats();
  return async (path, parameters, name) => {
    try {
      const response = await client.stream(path, parameters, {});
      const bytes = await save(response, name, (bytes) => announce(words('exporting', { size: formats.bytes(bytes) })));
      const whole = response.headers.get('X-Activity-Tracker-Omitted') === null;
      announce(words(whole ? 'exported' : 'exportedWithoutBodies', { size: formats.bytes(bytes) }));
    } catch (error) {
      announce(`${words('errorTitle')}: ${visible((error as Error).message)}`);
    }
  };
}

/** A name for a file that sorts by time. */
export const fileName = (subject: string, extension: string): string =>
  `${subject.replaceAll(/[^\w.-]+/g, '_')}-${new Date().toISOString().slice(0, 16).replaceAll(/[:T]/g, '-')}.${extension}`;
