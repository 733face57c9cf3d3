import { pickInteger } from './chance.ts';
import type { SeedAttributes, SeedResource } from './record.ts';
import type { Scene } from './scene.ts';

export interface Release {
  readonly version: string;
  /** Share of the day that had passed when it went out. */
  readonly from: number;
  /** Share of the instances that run it from then on; the first of them get it first. */
  readonly rollout: number;
}

interface Service {
  readonly language: 'webjs' | 'nodejs' | 'go' | 'java' | 'python';
  readonly instances: number;
  /** In order of time; the first runs when the day begins. */
  readonly releases: readonly Release[];
  /** One trace in so many keeps this service's spans. */
  readonly sampleRate: number;
}

const settled = (version: string): readonly Release[] => [{ version, from: 0, rollout: 1 }];
const replaced = (version: string, next: string, from: number): readonly Release[] => [
  ...settled(version),
  { version: next, from, rollout: 1 },
];

export const SERVICES = {
  web: { language: 'webjs', instances: 1, releases: replaced('2026.46.1', '2026.47.0', 0.4), sampleRate: 1 },
  gateway: { language: 'go', instances: 4, releases: replaced('3.2.0', '3.3.0', 0.3), sampleRate: 1 },
  accounts: { language: 'java', instances: 2, releases: settled('7.0.4'), sampleRate: 1 },
  catalog: { language: 'go', instances: 3, releases: replaced('5.11.2', '5.12.0', 0.65), sampleRate: 1 },
  search: { language: 'java', instances: 2, releases: settled('2.9.1'), sampleRate: 4 },
  recommendation: { language: 'python', instances: 2, releases: settled('0.14.0'), sampleRate: 10 },
  cart: { language: 'nodejs', instances: 3, releases: replaced('4.0.7', '4.1.0', 0.55), sampleRate: 1 },
  // 1.4.2 goes to two of five instances, proves bad (incidents.ts), and is followed by 1.4.3.
  checkout: {
    language: 'nodejs',
    instances: 5,
    releases: [
      { version: '1.4.1', from: 0, rollout: 1 },
      { version: '1.4.2', from: 0.5, rollout: 0.4 },
      { version: '1.4.3', from: 0.75, rollout: 1 },
    ],
    sampleRate: 1,
  },
  payment: { language: 'java', instances: 3, releases: replaced('2.8.4', '2.9.0', 0.6), sampleRate: 1 },
  inventory: { language: 'go', instances: 2, releases: settled('1.22.0'), sampleRate: 1 },
  fulfilment: { language: 'python', instances: 2, releases: replaced('0.9.8', '0.9.9', 0.2), sampleRate: 1 },
  email: { language: 'python', instances: 1, releases: settled('1.0.3'), sampleRate: 1 },
} as const satisfies Record<string, Service>;

export type ServiceName = keyof typeof SERVICES;

const RUNTIMES = {
  webjs: ['browser', '131.0'],
  nodejs: ['nodejs', '20.20.2'],
  go: ['go', '1.23.4'],
  java: ['OpenJDK Runtime Environment', '21.0.5'],
  python: ['cpython', '3.12.7'],
} as const;

/** Which release an instance runs once this share of the day has passed. */
export function releaseAt(name: ServiceName, instance: number, dayShare: number): string {
  const { instances, releases } = SERVICES[name];
  const running = releases.filter(({ from, rollout }) => from <= dayShare && instance < Math.ceil(rollout * instances));
  return running.at(-1)?.version ?? '';
}

/** An instance of the scene's region, the same object for the same instance and release. */
export type Resources = (name: ServiceName, scene: Scene, dayShare: number) => SeedResource;

export function createResources(): Resources {
  const known = new Map<string, SeedResource>();
  return (name, { random, region, zone }, dayShare) => {
    const instance = pickInteger(random, 0, SERVICES[name].instances - 1);
    const version = releaseAt(name, instance, dayShare);
    const isBrowser = name === 'web';
    const key = `${name} ${version} ${isBrowser ? region : zone} ${instance}`;
    const found = known.get(key);
    if (found) return found;
    const where = isBrowser ? {} : placeOf(name, zone, instance);
    const resource = { service: name, attributes: { ...programOf(name, version, region), ...where } };
    known.set(key, resource);
    return resource;
  };
}

function programOf(name: ServiceName, version: string, region: string): SeedAttributes {
  const { language } = SERVICES[name];
  const [runtime, runtimeVersion] = RUNTIMES[language];
  return {
    'service.name': name,
    'service.version': version,
    'deployment.environment.name': 'production',
    // Of a browser: the region whose edge served it.
    'cloud.region': region,
    'process.runtime.name': runtime,
    'process.runtime.version': runtimeVersion,
    'telemetry.sdk.language': language,
  };
}

function placeOf(name: ServiceName, zone: string, instance: number): SeedAttributes {
  const pod = `${name}-${zone}-${instance}`;
  return { 'cloud.availability_zone': zone, 'host.name': `node-${zone}-${instance % 3}`, 'k8s.pod.name': pod };
}
