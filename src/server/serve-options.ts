import type { FastifyInstance, FastifyRequest, onRequestAsyncHookHandler } from 'fastify';
import type { Registry } from 'prom-client';
import type { Access, Bootstrap, RequestHeaders, RouteAccess, RouteGuard } from '../access/index.ts';
import type { AddressSet } from '../base/address-set.ts';
import type { Clock } from '../base/clock.ts';
import type { Inflater } from '../base/inflate.ts';
import type { Log } from '../base/log.ts';
import type { RandomBytes } from '../base/random.ts';
import type { XRayDaemons } from '../catalog/index.ts';
import type { Intake, Refusals } from '../intake/index.ts';
import type { Issues } from '../issues/index.ts';
import type { EnvironmentId } from '../model/ids.ts';
import type { Segments, Traces, WholeTraces } from '../traces/index.ts';
import type { StreamHandler } from './grpc-listener.ts';
import type { TlsFiles } from './listeners.ts';

/** Plain values: what `main.ts` read from the command line, and the doors, which only it may import. */
export interface ServeOptions {
  readonly version: string;
  /** Absolute. */
  readonly dataDirectory: string;
  /** Of a ClickHouse server; undefined: the embedded engine. */
  readonly clickhouseUrl: string | undefined;
  /** Of a PostgreSQL server; undefined: SQLite. */
  readonly databaseUrl: string | undefined;
  /** Holds the built page. */
  readonly pageDirectory: string;
  readonly host: string;
  readonly ports: Ports;
  readonly xray: XRayOptions;
  readonly publicUrl: string | undefined;
  readonly trustProxy: readonly string[];
  readonly tls: TlsFiles | undefined;
  readonly keyless: 'auto' | 'off';
  readonly memoryBytes: number;
  readonly retentionMs: number;
  /** Undefined: no limit but the disk. */
  readonly telemetryBytesMax: number | undefined;
  readonly queueBytesMax: number;
  /** Seals secrets in the control store; undefined: the file in the data directory. */
  readonly secretKey: string | undefined;
  readonly bootstrap: Bootstrap;
  readonly clock: Clock;
  readonly randomBytes: RandomBytes;
  /** 0 to 1, for delays; need not be secret. */
  readonly random: () => number;
  readonly log: Log;
  /** Takes what the person who started the server should read: the setup block on first start, one line later. */
  readonly greet: (text: string) => void;
  readonly mountDoors: (app: FastifyInstance, parts: DoorParts) => Promise<void>;
  /** What answers on the gRPC port. */
  readonly openGrpc: (parts: GrpcParts) => StreamHandler;
  /** Of both the HTTP port and the daemon's. Undefined: neither has it. */
  readonly openXRay: ((parts: XRayParts) => XRayDoor) | undefined;
}

/** One per listener. */
export interface Ports {
  readonly http: number;
  readonly otlpHttp: number;
  readonly otlpGrpc: number;
  /** UDP and TCP. */
  readonly xray?: number;
}

/** Of the port of the X-Ray daemon, which knows no keys. */
export interface XRayOptions {
  /** Slug of the environment that takes everything; undefined: the first. */
  readonly environment: string | undefined;
  /** Addresses and CIDR ranges that are listened to. */
  readonly allow: readonly string[];
}

/** The one door with a listener of its own kind. */
export interface XRayDoor {
  mountApi(app: FastifyInstance, guard: RouteGuard): Promise<void>;
  /** An application of its own: its requests are let in by their address. */
  mountDaemon(app: FastifyInstance): Promise<void>;
  takeDatagram(bytes: Buffer, address: string): void;
  /** Counts datagrams that were thrown away before. */
  spillDatagrams(count: number): void;
  /** Keeps what was taken. */
  close(): Promise<void>;
}

/** What every door is built from. */
interface CommonParts {
  readonly intake: Intake;
  readonly inflater: Inflater;
  /** Called for each request that failed by a bug. */
  readonly onBug: () => void;
}

export interface DoorParts extends CommonParts {
  /** Authenticates by the key before the body is read. */
  readonly authorize: onRequestAsyncHookHandler;
  /** The environment of an authorized request. */
  readonly environmentOf: (request: FastifyRequest) => EnvironmentId;
  /** For protocols that prove themselves another way: Rollbar's tokens, AWS signatures. */
  readonly guard: RouteGuard;
  readonly issues: Issues;
  readonly people: Access['people'];
  /** Throws `disk-full` while nothing can be kept. */
  readonly requireSpace: () => void;
}

export interface XRayParts extends CommonParts {
  readonly segments: Segments;
  readonly daemons: XRayDaemons;
  readonly refusals: Refusals;
  readonly traces: Traces;
  readonly wholeTraces: WholeTraces;
  readonly registry: Registry;
  /** Throws `disk-full` while nothing can be kept. */
  readonly requireSpace: () => void;
  readonly allowed: AddressSet;
  /** Where everything goes that comes to the daemon's port. */
  readonly daemonEnvironment: () => { environment: EnvironmentId; accountId: string } | undefined;
}

export interface GrpcParts extends CommonParts {
  /** Lets a call in by what its method declares and its headers show, or throws; resolves to its environment. */
  readonly admit: (request: RequestHeaders, access: RouteAccess) => EnvironmentId | undefined;
  /** As `/readyz` answers. */
  readonly isReady: () => Promise<boolean>;
}
