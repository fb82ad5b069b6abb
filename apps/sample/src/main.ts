import { createApp } from './app.factory.js';
import { platformOf } from './platform.js';

const HOST = '127.0.0.1';
const port = Number(process.env.PORT ?? 3000);

try {
  if (!Number.isInteger(port) || port < 0 || port > 65_535)
    throw new Error(`PORT is "${process.env.PORT}": must be 0 to 65535.`);
  const app = await createApp(platformOf(process.env));
  await app.listen(port, HOST);
  const url = await app.getUrl();
  console.log(`sample listening on ${url}`);
  process.send?.({ type: 'listening', url });
} catch (error) {
  const { code, message } = error as NodeJS.ErrnoException;
  console.error(
    code === 'EADDRINUSE' ? `Port ${port} is taken. Set PORT to another one, or to 0 for any that is free.` : message,
  );
  process.exit(1);
}
