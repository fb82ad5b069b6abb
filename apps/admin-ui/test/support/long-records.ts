import type { Activity } from '../../src/api/record-types';

const LENGTH = 60;
const long = (text: string): string => text.padEnd(LENGTH, `-${text}`);

/** The same records with names, paths, countries and ids of sixty characters and more. */
export const longRecords = (records: readonly Activity[]): Activity[] =>
  records.map((record, index) => ({
    ...record,
    user_id: record.user_id === null ? null : long(`person-${record.user_id}-of-a-subsidiary@example.com`),
    url_name: long(record.url_name ?? 'handler'),
    namespace: long(record.namespace ?? 'Controller'),
    route: long(record.route ?? '/route'),
    url_path: long(record.url_path ?? '/path'),
    // Other writers store anything; a country of the usual kind is shown by its code.
    country: index % 2 === 1 && record.country !== null ? long(record.country) : record.country,
    client_ip_address: '2001:0db8:85a3:0000:0000:8a2e:0370:7334',
  }));
