/** Share of requests over IPv6, about as large providers measure it. */
export const IPV6_SHARE = 0.45;

/** People who use the Internet, in millions, rounded (ITU, 2024). The rest of the world is less than a twentieth. */
const USERS = `
  CN 1090 IN 900 US 325 ID 215 BR 185 RU 132 PK 115 NG 105 JP 105 MX 105 PH 85 EG 85 VN 80 DE 78 BD 77 TR 75
  IR 73 GB 66 TH 65 FR 62 IT 52 KR 50 ZA 46 ES 46 CO 40 AR 41 CA 37 SA 35 DZ 34 MA 33 PL 34 MY 33 UA 30 IQ 36
  UZ 31 PE 26 AU 25 ET 25 KE 23 TW 22 VE 20 CL 18 KZ 18 NL 18 RO 17 EC 14 GT 11 BE 11 SE 10 CZ 9 PT 9 AE 9 IL 8
  CH 9 AT 8 GR 8 HU 8 TN 9 JO 10 AZ 9 NP 15 LK 12 GH 24 CI 12 SN 11 TZ 20 UG 13 BO 8 DO 9 BY 8 BG 6 DK 6 NO 5
  FI 5 SG 6 HK 7 IE 5 NZ 5 RS 6 SK 5 HR 3 LT 2 SI 2 LV 2 EE 1
`;

/** @type {Record<string, number>} */
export const USERS_MILLION = Object.fromEntries(
  [...USERS.matchAll(/([A-Z]{2}) (\d+)/g)].map(([, country, millions]) => [country, Number(millions)]),
);
