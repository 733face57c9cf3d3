export type { SamplingRule } from './rule.ts';
export { createSampling, type Sampling, type SamplingTarget } from './sampling.ts';
