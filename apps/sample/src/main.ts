import { createApp } from './app.factory.js';
import { platformOf } from './platform.js';
import { portOf } from './port.js';

const HOST = '127.0.0.1';

try {
  const port = portOf(process.env);
  const app = await createApp(platformOf(process.env));
  await app.listen(port, HOST);
  const url = await app.getUrl();
  console.log(`sample listening on ${url}`);
  process.send?.({ type: 'listening', url });
} catch (error) {
  const { code, message } = error as NodeJS.ErrnoException;
  console.error(
    code === 'EADDRINUSE'
      ? `Port ${portOf(process.env)} is taken. Set PORT to another one, or to 0 for any that is free.`
      : message,
  );
  process.exit(1);
}
