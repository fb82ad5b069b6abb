/** Names under which secrets are sent, by kind; each must be masked. */
export const SECRETS = {
  'letter case and separators': [
    'password', 'Password', 'PASSWORD', 'passWord', 'pass_word', 'pass-word', 'pass word', 'PassWord', ' password ', 'password:', '_password', '$password',
    '@password', '#password', 'password[]', 'passwords',
  ],
  'words around it': [
    'userPassword', 'user_password', 'user-password', 'new-password', 'confirmPassword', 'password2', 'password_confirmation', 'passwordHash', 'oldpassword',
    'newpassword', 'userpassword', 'hashed_password_v2', 'dbPasswd', 'PGPASSWORD', 'MYSQL_ROOT_PASSWORD', 'j_password',
  ],
  'other words for it': [
    'passwd', 'pwd', 'userPwd', 'oldpwd', 'passphrase', 'passcode', 'pass', 'pw', 'new_pw', 'db_pass', 'smtpPass', 'pswd', 'passkey', 'pass_phrase',
  ],
  positions: ['user[password]', 'a.b.password', 'users[0].password', 'data[user][newPassword]', '/credentials/password', 'auth:password', 'a|password'],
  tokens: [
    'token', 'Token', 'tokens', 'access_token', 'accessToken', 'accesstoken', 'ACCESS_TOKEN', 'refresh-token', 'refreshToken', 'idToken', 'id_token', 'x-access-token',
    'X-Auth-Token', 'xauthtoken', 'csrfToken', 'csrfmiddlewaretoken', '_csrf', 'X-XSRF-TOKEN', 'deviceToken', 'resetToken', 'token_value', 'oauth2Token', 'jwt',
    'userJwt', 'bearer', 'access', 'refresh', 'id_token_hint', 'dpop',
  ],
  'keys and secrets': [
    'secret', 'secrets', 'clientSecret', 'client_secret', 'appsecret', 'sharedSecret', 'SECRET_KEY', 'secretKey', 'apiKey', 'APIKEY', 'api_key', 'api-key', 'X-API-Key',
    'xapikey', 'apikeys', 'privateKey', 'private_key_pem', 'accessKey', 'aws_access_key_id', 'AWSSecretAccessKey', 'signingKey', 'encryption_key', 'masterKey', 'authKey',
    'credential', 'credentials', 'userCredentials', 'creds', 'Ocp-Apim-Subscription-Key', 'connectionString', 'X-Amz-Signature', 'sshKey',
  ],
  'headers and sessions': [
    'Authorization', 'authorization', 'AUTHORIZATION', 'Proxy-Authorization', 'HTTP_AUTHORIZATION', 'x-authorization', 'auth', 'Cookie', 'cookie', 'cookies', 'Set-Cookie',
    'set_cookie', 'sessionCookie', 'connect.sid', 'sid', 'sessionId', 'session_id', 'SESSIONID', 'PHPSESSID', 'JSESSIONID', 'ASP.NET_SessionId', 'sessionKey', 'x-csrf-token',
  ],
  'codes, cards, identity': [
    'otp', 'otpCode', 'totp', 'totpSecret', 'pin', 'PIN', 'userPin', 'pin_code', 'pincode', 'mfa_code', '2fa_code', 'verificationCode', 'recovery_codes', 'mnemonic', 'seedPhrase',
    'cvv', 'CVV2', 'cardCvv', 'cvc', 'cvc2', 'csc', 'securityCode', 'cardNumber', 'card_number', 'creditCardNumber', 'credit_card', 'ccnumber', 'pan', 'primaryAccountNumber',
    'ssn', 'SSN', 'user_ssn', 'socialSecurityNumber',
  ],
  'other languages': [
    'passwort', 'Passwort', 'neuesPasswort', 'kennwort', 'contraseña', 'CONTRASEÑA', 'contrasena', 'nuevaContraseña', 'mot de passe', 'mot_de_passe', 'motDePasse', 'senha',
    'novaSenha', 'wachtwoord', 'hasło', 'HASŁO', 'пароль', 'Пароль', 'новыйПароль', '密码', '用户密码', '密碼', 'パスワード', '新しいパスワード', '비밀번호', 'şifre', 'ŞİFRE', 'sifre', 'parola',
    'lösenord', 'heslo', 'jelszó', 'salasana', 'adgangskode', 'كلمة المرور', 'סיסמה', 'รหัสผ่าน',
  ],
  'nested names': [
    'user[access]', 'user[access][0]', 'user[refresh]', 'user[refresh][token]', 'user[cookies]', 'user[cookies][a]', 'data[0][auth]', 'a[b][c][d][pin]', 'user.access', 'user.refresh.0',
    'session.cookies', 'users.0.access', 'form[user][pass]', 'card[pan]', 'card[ccv]', 'payment.card.ccv',
  ],
  'more codes and spellings': [
    'ccv', 'CCV2', 'ccv_code', 'cvn', 'cvd', 'cav', 'cav2', 'cardVerificationValue', 'card_verification_code', 'privkey', 'seckey', 'passw', 'psswd', 'licenseKey', 'smsCode', 'reset_code', 'magicLink',
    'clave', 'contrasenya', 'geheimzahl', 'salt', 'laravel_session',
  ],
  'look-alikes and invisible characters': [
    'ｐａｓｓｗｏｒｄ', 'Ｐａｓｓword', 'pаssword', 'раssword', 'passwοrd', 'ΡASSWORD', 'РАSSWОRD', 'pass\u200bword', 'p\u00ada\u00ads\u00ads\u00adword', 'pass\u0000word', '\ufeffpassword',
    'pass\u2060word', 'pássword', 'to\u200dken', 'tоken', 'ѕecret', 'ａｐｉ＿ｋｅｙ', 'сookie', 'password\u202e', 'ⓟⓐⓢⓢⓦⓞⓡⓓ', '𝐩𝐚𝐬𝐬𝐰𝐨𝐫𝐝',
  ],
  'in the wild': [
    'wp_password', 'REDIS_PASSWORD', 'spring.datasource.password', 'adminPasswd', 'root-password', 'loginPassword', 'Password1', 'passwordAgain', 'repeatPassword', 'passwordRepeat',
    'currentPassword', 'current-password', 'password_digest', 'encrypted_password', 'plain_password', 'rawPassword', 'tempPassword', 'initial_password', 'masterPassword', 'vaultPassword',
    'zipPassword', 'keystorePassword', 'truststore_password', 'proxy-password', 'ldapPassword', 'smtp_password', 'imapPassword', 'ftpPassword', 'pinPassword', 'wifi_password',
    'githubToken', 'GITHUB_TOKEN', 'slack_token', 'npmToken', 'pushToken', 'fcm_token', 'sessionToken', 'session-token', 'inviteToken', 'verification_token', 'emailToken', 'unsubscribe_token',
    'token_secret', 'oauth_token_secret', 'consumerSecret', 'webhookSecret', 'webhook_secret', 'jwtSecret', 'JWT_SECRET', 'cookieSecret', 'signing_secret', 'hmacSecret', 'storageKeySecret',
    'stripeApiKey', 'googleApiKey', 'x-rapidapi-key-api-key', 'APIKey', 'apiKeyId', 'rsa_private_key', 'ssh_private_key', 'tlsPrivateKey', 'walletPrivateKey', 'aws_secret_access_key',
    'X-Session-Token', 'X-Refresh-Token', 'x-id-token', 'X-Forwarded-Authorization', 'www_authorization', 'backup_codes', 'oneTimePassword', 'one_time_code', 'smsOtp', 'otp_secret',
  ],
}; // prettier-ignore

/** Names that only look like it; none may be masked. */
export const HARMLESS = {
  'words that hold a stem': [
    'author', 'authority', 'authors', 'authored_by', 'authenticated', 'authenticatedAt', 'authorId', 'isAuthorized', 'passenger', 'passengers', 'passport', 'passportCountry', 'compass',
    'bypass', 'passage', 'passed', 'passive', 'surpass', 'accessory', 'accessories', 'accessibility', 'secretary', 'secretariat', 'tokenizer', 'tokenized_at', 'pinned', 'pinnedAt', 'spinning',
    'opinion', 'shipping', 'shoppingCart', 'option', 'adoption', 'keyboard', 'monkey', 'keyword', 'hashtag', 'lesson', 'classname', 'panel', 'company', 'expand', 'passwordless', 'preauthorization',
    'inside', 'residence', 'president', 'signature_date', 'design', 'desenha', 'resenha',
  ],
  'words of a secret with another meaning': [
    'key', 'keys', 'publicKey', 'primary_key', 'sortKey', 'foreignKey', 'accessLevel', 'access_level', 'accessed_at', 'accessibleBy', 'refreshedAt', 'refresh_rate', 'refreshInterval', 'session', 'session_count',
    'sessionStart', 'cookiesAccepted', 'cookie_consent', 'cookiePolicy', 'pin_color', 'pan_zoom', 'boarding_pass', 'pass_rate', 'card', 'cardType', 'cardHolder', 'code', 'postal_code', 'country_code', 'number',
    'social', 'seed', 'phrase', 'client', 'client_id', 'basic', 'signature', 'side', 'is_sn',
  ],
  'what is known about a secret': [
    'token_type', 'tokenType', 'token_count', 'max_tokens', 'promptTokens', 'total_tokens', 'password_changed_at', 'passwordChangedOn', 'tokenExpiresIn', 'token_expires_at', 'password_policy', 'passwordStrength',
    'authorization_endpoint', 'authorizationUrl', 'token_uri', 'secret_type', 'cookie_type',
  ],
  'nested names': [
    'user[name]', 'user[accessory]', 'filter[access_level]', 'user[0]', 'a[b][c]', 'file.name', 'image.panel', 'user.auth.type', 'user.authored', 'cookie.consent', '[0]', '..', '[]', 'pinned[0]',
  ],
  'all else': ['', ' ', '-', '123', 'id', 'user_id', 'name', 'email', 'url', 'title', 'address', 'quantity', '$where', '__proto__', '_bsontype', 'constructor', '名前', 'имя', '😀'],
}; // prettier-ignore
