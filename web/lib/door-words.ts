const DOOR_WORDS: Readonly<Record<string, string>> = {
  otlp_http: 'OTLP/HTTP',
  otlp_grpc: 'OTLP/gRPC',
  rollbar: 'Rollbar',
  xray_udp: 'X-Ray, UDP',
  xray_http: 'X-Ray, HTTP',
};

/** Where a record came in, for people; the label of `/metrics` where there is no word for it. */
export const doorWords = (door: string): string => DOOR_WORDS[door] ?? door;
