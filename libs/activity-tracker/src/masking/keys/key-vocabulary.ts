/*
 * What names a secret. Every entry is in lower case without separators; `sensitive-keys.ts` says how entries are matched
 * and folds entries and keys alike. Entries of one kind are kept apart because they differ in how unmistakable they are.
 */

/** Sensitive only as the whole key: as part of a longer one they mean something else (`access_level`, `refresh_rate`). */
export const WHOLE_KEYS = [
  'pass', 'pw', 'mdp', 'access', 'refresh', 'auth', 'xauth', 'authentication', 'sid', 'sig', 'pin', 'pins', 'pan', 'cookie', 'cookies', 'xcookie',
  'salt', 'clave', 'otc', 'geheim', 'setcookies', 'requestcookies', 'responsecookies', 'track1', 'track2', 'puk',
]; // prettier-ignore

/** Sensitive as a word, or as a run of words, anywhere in the key: `user_token_value`, `xApiKey`. A plural `s` is ignored. */
export const WORDS = [
  'password', 'passwd', 'passwrd', 'psswd', 'pssword', 'pswrd', 'passw', 'pasword', 'pwd', 'pswd', 'psw', 'passphrase', 'passcode', 'passkey', 'pword',
  'userpass', 'dbpass', 'smtppass', 'mailpass', 'emailpass', 'ftppass', 'adminpass', 'loginpass', 'newpass', 'oldpass', 'currentpass',
  'confirmpass', 'mypass', 'authpass', 'redispass', 'mysqlpass', 'pgpass', 'rootpass', 'passhash',
  'secret', 'token', 'bearer', 'jwt', 'credential', 'creds', 'authorization', 'xauthorization', 'csrf', 'xsrf', 'dpop',
  'apikey', 'privatekey', 'accesskey', 'secretkey', 'signingkey', 'signaturekey', 'encryptionkey', 'decryptionkey', 'masterkey',
  'sharedkey', 'accountkey', 'authkey', 'authenticationkey', 'appkey', 'sshkey', 'rsakey', 'pgpkey', 'gpgkey', 'hmackey', 'cryptokey', 'privkey', 'seckey', 'apipass', 'licensekey',
  'subscriptionkey', 'functionskey', 'sessionkey', 'recoverykey', 'webhookkey', 'deploykey', 'storagekey', 'clientassertion', 'samlresponse',
  'samlassertion', 'codeverifier', 'sharedaccesssignature', 'xamzsignature', 'xgoogsignature', 'connectionstring', 'authcode',
  'sessionid', 'sessid', 'phpsessid', 'jsessionid', 'aspsessionid', 'connectsid', 'sessionsid', 'expresssid', 'setcookie', 'cookiejar',
  'cookieheader', 'cookievalue', 'sessionhash', 'laravelsession', 'cookiestring',
  'otp', 'totp', 'hotp', 'otpcode', 'onetimecode', 'verificationcode', 'mfacode', 'facode', 'twofactorcode', 'recoverycode', 'backupcode',
  'pincode', 'pinnumber', 'pinnum', 'pinhash', 'pinblock', 'mpin', 'tpin', 'upipin', 'atmpin', 'securityanswer', 'devicecode', 'smscode', 'emailcode', 'logincode', 'resetcode', 'authenticatorcode', 'magiclink', 'geheimzahl',
  'mnemonic', 'seedphrase', 'seedword', 'walletseed', 'recoveryphrase', 'backupphrase',
  'cvv', 'cvc', 'ccv', 'cvn', 'cvd', 'cav', 'csc', 'cardverificationvalue', 'cardverificationcode', 'cardsecurity', 'securecode', 'securitycode', 'cardcode', 'cardcvc', 'cardcsc', 'cardpin', 'cardnumber', 'cardnum', 'cardno', 'creditcard', 'debitcard', 'ccnumber', 'ccnum', 'ccno',
  'primaryaccountnumber', 'cardpan', 'pannumber', 'trackdata', 'magstripe', 'ssn', 'socialsecuritynumber', 'socialsecurityno',
  'socialsecurity',
  // 'password' elsewhere
  'passwort', 'kennwort', 'contraseña', 'contrasenya', 'clavesecreta', 'clavedeacceso', 'motdepasse', 'senha', 'palavrapasse', 'palavrachave', 'wachtwoord', 'hasło', 'hesla', 'heslo',
  'geslo', 'jelszó', 'jelszo', 'lozinka', 'lösenord', 'salasana', 'adgangskode', 'passord', 'parola', 'parool', 'şifre', 'sifre',
  'slaptažodis', 'katasandi', 'matkhau', 'matkhẩu', 'пароль', 'пароля', 'κωδικός', '密码', '密碼', '口令', 'パスワード', '暗証番号', '비밀번호', '암호',
  'كلمةالمرور', 'كلمةالسر', 'סיסמה', 'รหัสผ่าน', 'पासवर्ड',
]; // prettier-ignore

/** Sensitive as the last word of a key: `user_pin`, `sessionCookie`, but not `pin_color` or `cookie_consent`. */
export const LAST_WORDS = ['pin', 'pw', 'cookie', 'mdp'];

/** So unmistakable that they are found inside a word written without separators: `newuserpasswordhash`. */
export const STEMS = [
  'password', 'passwd', 'passphrase', 'passcode', 'pwd', 'passwort', 'kennwort', 'contraseña', 'motdepasse', 'wachtwoord', 'lösenord',
  'jelszó', 'apikey', 'privatekey', 'secretkey', 'accesskey', 'sessionid', 'sessid', 'accesstoken', 'refreshtoken', 'authtoken', 'apitoken',
  'sessiontoken', 'bearertoken', 'clientsecret', 'credential', 'cardnumber', 'csrf', 'xsrf', 'cvv', 'totp', 'jwt', 'пароль', '密码', '密碼',
  'パスワード', '비밀번호', 'รหัสผ่าน',
]; // prettier-ignore

/** Found at the end of a word written without separators: `idtoken`, `appsecret`; `secretary` and `tokenizer` are none. */
export const ENDINGS = ['token', 'secret', 'passkey', 'passord', 'authorization'];

/** A key that ends in one of these tells about a secret, and is none: `token_type`, `password_changed_at`, `tokenExpiresIn`. */
export const ABOUT_A_SECRET = [
  'type', 'types', 'count', 'limit', 'at', 'in', 'on', 'expiry', 'expires', 'expired', 'expiration', 'ttl', 'lifetime', 'length', 'strength', 'policy',
  'endpoint', 'status', 'format', 'usage', 'used', 'enabled', 'required', 'supported',
]; // prettier-ignore

/** Before a plural `tokens` these make it a quantity: `max_tokens`, `promptTokens`. */
export const QUANTITIES = [
  'max',
  'min',
  'total',
  'prompt',
  'completion',
  'input',
  'output',
  'num',
  'used',
  'remaining',
  'cached',
  'reasoning',
];

/** Headers `x-<vendor>-key` carry a secret, but not `x-idempotency-key`; `xAxisKey` is the name of a field. */
export const KEYS_OF_DATA = [
  'idempotency', 'idempotent', 'cache', 'surrogate', 'primary', 'foreign', 'unique', 'sort', 'partition', 'shard', 'routing', 'range', 'lookup', 'object', 'resource',
  'record', 'row', 'item', 'data', 'file', 'bucket', 'index', 'public', 'request', 'response', 'message', 'event', 'dedup', 'dedupe', 'deduplication', 'trace', 'correlation', 'group', 'lock',
  'concurrency', 'rate', 'limit', 'throttle', 'product', 'order', 'cart', 'tenant', 'project', 'site', 'feature', 'flag', 'experiment', 'translation', 'locale', 'map', 'queue', 'job', 'batch',
  'transaction', 'operation', 'config', 'topic', 'axis',
]; // prettier-ignore

/** Words that hold a stem by accident or mean its absence. */
export const HARMLESS_WORDS = ['passwordless', 'preauthorization', 'reauthorization'];

export const HARMLESS_KEYS = ['authorizationuri', 'authorizationurl', 'tokenuri', 'tokenurl'];
