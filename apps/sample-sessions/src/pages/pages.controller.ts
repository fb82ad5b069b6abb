import { Controller, Get, Header } from '@nestjs/common';
import { Public } from '../staff/signed-in.guard.js';

const SIGN_IN = `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<link rel="icon" href="/logo.svg">
<title>Help desk</title>
<h1>Help desk</h1>
<form>
  <p><label>E-mail address <input name="email" type="email" autocomplete="username" required></label>
  <p><label>Password <input name="password" type="password" autocomplete="current-password" required></label>
  <p><button>Sign in, and see the activity</button> <output role="alert"></output>
</form>
<script>
  document.querySelector('form').addEventListener('submit', async (event) => {
    event.preventDefault();
    const response = await fetch('/session', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(Object.fromEntries(new FormData(event.target))),
    });
    if (response.ok) location.href = '/audit/admin';
    else document.querySelector('output').value = (await response.json()).message;
  });
</script>
`;

const SIGN_OUT = `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<title>Help desk</title>
<script>
  fetch('/session', { method: 'DELETE' }).finally(() => location.replace('/'));
</script>
`;

const LOGO = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 24" fill="#0f766e">
  <path d="M3 4h18v12H9l-4 4v-4H3z"/>
</svg>
`;

/** Not recorded: see `capture.skipNamespaces`. */
@Controller()
@Public()
export class PagesController {
  @Get()
  @Header('content-type', 'text/html; charset=utf-8')
  home(): string {
    return SIGN_IN;
  }

  /** The panel's sign-out leads here: see `admin.logoutUrl`. */
  @Get('sign-out')
  @Header('content-type', 'text/html; charset=utf-8')
  signOut(): string {
    return SIGN_OUT;
  }

  /** Shown next to the name of the panel: see `admin.logo`. */
  @Get('logo.svg')
  @Header('content-type', 'image/svg+xml')
  logo(): string {
    return LOGO;
  }
}
