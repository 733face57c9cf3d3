/**
 * What a span made from an X-Ray segment keeps beside the fields of every span.
 * Source: OpenTelemetry collector contrib 0.130, awsxrayreceiver; the flags, origin and namespace are ours, because X-Ray's
 * API tells by them.
 */
export const XRAY_ATTRIBUTES = {
  /** Type of the resource: `AWS::EC2::Instance`. */
  origin: 'aws.xray.origin',
  /** `aws` or `remote`, of a call. */
  namespace: 'aws.xray.namespace',
  /** Booleans, there only when true. */
  fault: 'aws.xray.fault',
  error: 'aws.xray.error',
  throttle: 'aws.xray.throttle',
} as const;

/** How the source of rows that X-Ray's door wrote begins. */
export const XRAY_SOURCE = 'xray/';
