/** A rule as SDKs apply it. `*` and `?` are wildcards. */
export interface SamplingRule {
  readonly name: string;
  /** Lower first. */
  readonly priority: number;
  /** Share of requests beyond the reservoir, 0 to 1. */
  readonly fixedRate: number;
  /** Requests a second over all clients of an environment, before the rate applies. */
  readonly reservoirSize: number;
  readonly serviceName: string;
  readonly serviceType: string;
  readonly host: string;
  readonly httpMethod: string;
  readonly urlPath: string;
  readonly resourceArn: string;
  readonly attributes: Readonly<Record<string, string>>;
  /** Epoch seconds. */
  readonly createdAt: number;
  /** Epoch seconds. */
  readonly modifiedAt: number;
}

/** Source: AWS X-Ray developer guide, "Configuring sampling rules": 1 request a second and 5 %; times as AWS answers them. */
export const DEFAULT_RULE: SamplingRule = {
  name: 'Default',
  priority: 10_000,
  fixedRate: 0.05,
  reservoirSize: 1,
  serviceName: '*',
  serviceType: '*',
  host: '*',
  httpMethod: '*',
  urlPath: '*',
  resourceArn: '*',
  attributes: {},
  createdAt: 0,
  modifiedAt: 1_529_959_993,
};
