/** Latitude and longitude of the middle of each country in whole degrees, by ISO 3166 code. */
const CENTROIDS =
  'AD:43,2 AE:24,54 AF:34,66 AG:17,-62 AL:41,20 AM:40,45 AO:-12,18 AR:-35,-65 AT:48,14 AU:-25,134 AZ:40,48 BA:44,18 BB:13,-60 ' +
  'BD:24,90 BE:51,5 BF:12,-2 BG:43,25 BH:26,51 BI:-3,30 BJ:9,2 BN:5,115 BO:-17,-65 BR:-11,-53 BS:24,-76 BT:27,90 BW:-22,24 ' +
  'BY:54,28 BZ:17,-89 CA:61,-98 CD:-3,24 CF:7,20 CG:-1,15 CH:47,8 CI:8,-6 CL:-38,-71 CM:6,13 CN:36,104 CO:4,-73 CR:10,-84 ' +
  'CU:22,-79 CV:16,-24 CY:35,33 CZ:50,15 DE:51,10 DJ:12,43 DK:56,10 DM:15,-61 DO:19,-70 DZ:28,3 EC:-1,-78 EE:59,26 EG:27,30 ' +
  'ER:15,39 ES:40,-4 ET:9,40 FI:65,26 FJ:-18,178 FM:7,158 FR:47,2 GA:-1,12 GB:54,-3 GD:12,-62 GE:42,43 GH:8,-1 GM:13,-15 ' +
  'GN:10,-11 GQ:2,10 GR:39,23 GT:16,-90 GW:12,-15 GY:5,-59 HK:22,114 HN:15,-87 HR:45,16 HT:19,-73 HU:47,19 ID:-2,117 IE:53,-8 ' +
  'IL:31,35 IN:23,80 IQ:33,44 IR:32,54 IS:65,-19 IT:43,12 JM:18,-77 JO:31,37 JP:37,138 KE:1,38 KG:41,75 KH:13,105 KI:1,173 ' +
  'KM:-12,44 KN:17,-63 KP:40,127 KR:36,128 KW:29,48 KZ:48,67 LA:19,104 LB:34,36 LC:14,-61 LI:47,10 LK:8,81 LR:6,-9 LS:-30,28 ' +
  'LT:55,24 LU:50,6 LV:57,25 LY:27,18 MA:32,-6 MC:44,7 MD:47,28 ME:43,19 MG:-19,47 MH:7,171 MK:42,22 ML:17,-4 MM:21,96 ' +
  'MN:47,103 MO:22,114 MR:20,-10 MT:36,14 MU:-20,58 MV:3,73 MW:-13,34 MX:24,-102 MY:4,110 MZ:-17,35 NA:-22,17 NE:17,9 ' +
  'NG:10,8 NI:13,-85 NL:52,5 NO:65,14 NP:28,84 NR:-1,167 NZ:-42,172 OM:21,56 PA:9,-80 PE:-9,-74 PG:-6,145 PH:12,123 PK:30,69 ' +
  'PL:52,19 PR:18,-66 PS:32,35 PT:40,-8 PW:7,134 PY:-23,-58 QA:25,51 RO:46,25 RS:44,21 RU:62,97 RW:-2,30 SA:24,45 SB:-9,160 ' +
  'SC:-5,55 SD:16,30 SE:63,17 SG:1,104 SI:46,15 SK:49,20 SL:9,-12 SM:44,12 SN:14,-14 SO:6,46 SR:4,-56 SS:7,30 ST:0,7 SV:14,-89 ' +
  'SY:35,38 SZ:-27,31 TD:15,19 TG:9,1 TH:15,101 TJ:39,71 TL:-9,126 TM:39,59 TN:34,10 TO:-20,-175 TR:39,35 TT:10,-61 TV:-8,179 ' +
  'TW:24,121 TZ:-6,35 UA:49,31 UG:1,32 US:40,-99 UY:-33,-56 UZ:42,63 VA:42,12 VC:13,-61 VE:7,-66 VN:16,106 VU:-16,168 ' +
  'WS:-14,-172 YE:16,48 ZA:-29,25 ZM:-13,28 ZW:-19,30';

export interface Place {
  readonly latitude: number;
  readonly longitude: number;
}

export const COUNTRY_CENTROIDS: ReadonlyMap<string, Place> = new Map(
  CENTROIDS.split(' ').map((entry) => {
    const [code = '', place = ''] = entry.split(':');
    const [latitude = 0, longitude = 0] = place.split(',').map(Number);
    return [code, { latitude, longitude }];
  }),
);
