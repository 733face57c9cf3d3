/** Where a request came in: a label of every intake counter. */
export const DOORS = ['otlp_http', 'otlp_grpc', 'rollbar', 'xray_udp', 'xray_http'] as const;
export type Door = (typeof DOORS)[number];
