import { exchange, json, jsonOf, jsonText } from './exchange.mjs';

const FHIR = 'application/fhir+json';

export const SCIENCE = [
  exchange('patient', 'PUT /fhir/Patient/7', (values) => ({
    request: jsonOf(FHIR, {
      resourceType: 'Patient',
      id: '7',
      identifier: [
        { use: 'usual', system: 'urn:oid:2.16.840.1', value: values.digits(9), assigner: { display: 'Clinic' } },
      ],
      name: [{ use: 'official', family: values.name(), given: ['Ada'] }],
      telecom: [{ system: 'phone', value: '+31 20 555 0143', use: 'home' }],
      birthDate: '1974-12-25',
      contact: [{ relationship: [{ coding: [{ system: 'http://terminology.example/v2-0131', code: 'N' }] }] }],
    }),
    response: jsonOf(FHIR, {
      resourceType: 'OperationOutcome',
      issue: [{ severity: 'information', code: 'informational', diagnostics: 'stored' }],
    }),
  })),
  exchange('observations', 'GET /fhir/Observation', (values) => ({
    response: jsonOf(FHIR, {
      resourceType: 'Bundle',
      type: 'searchset',
      total: 12,
      entry: values.list(12, () => ({
        fullUrl: `https://fhir.example/Observation/${values.uuid()}`,
        resource: {
          resourceType: 'Observation',
          status: 'final',
          code: { coding: [{ system: 'http://loinc.example', code: '8867-4', display: 'Heart rate' }] },
          subject: { reference: 'Patient/7' },
          effectiveDateTime: values.time(),
          valueQuantity: {
            value: 60 + values.below(60),
            unit: 'beats/minute',
            system: 'http://unitsofmeasure.example',
            code: '/min',
          },
        },
        search: { mode: 'match' },
      })),
    }),
  })),
  exchange('geo-features', 'POST /geo/search', (values) => ({
    request: json({
      type: 'Polygon',
      coordinates: [values.list(20, () => [values.amount(180, 6), values.amount(85, 6)])],
    }),
    response: jsonOf('application/geo+json', {
      type: 'FeatureCollection',
      bbox: [3.31, 50.75, 7.23, 53.6],
      features: values.list(10, (index) => ({
        type: 'Feature',
        id: index,
        geometry: {
          type: 'LineString',
          coordinates: values.list(16, () => [values.amount(180, 7), values.amount(85, 7)]),
        },
        properties: { name: values.words(2), population: values.below(1e6), key: 'highway', value: 'primary' },
      })),
    }),
  })),
  exchange('number-series', 'POST /series', (values) => ({
    request: json({ metric: 'load', points: values.list(200, () => values.amount(100, 3)) }),
    response: json({
      step: 60,
      timestamps: values.list(300, (index) => 1_767_600_000_000 + index * 60_000),
      values: values.list(300, () => values.amount(100, 4)),
    }),
  })),
  exchange('numbers-64-bit', 'POST /ledger', (values) => {
    const rows = values
      .list(
        30,
        () =>
          `{"id":${values.digits(19)},"tweet_id":${values.digits(18)},"balance":-${values.digits(17)},"ratio":1.${values.digits(16)}e-7}`,
      )
      .join(',');
    return {
      request: jsonText(`{"account":${values.digits(18)},"nonce":${values.digits(20)}}`),
      response: jsonText(`{"rows":[${rows}],"max":18446744073709551615,"zero":-0,"whole":1.0}`),
    };
  }),
];
