import { createHash } from 'node:crypto';
import type { Clock } from '../base/clock.ts';
import { CombrayError } from '../model/errors.ts';
import { mismatch, readAwsSignature, type SignedRequest, verifyAwsSignature } from './aws-signature.ts';
import type { Directory } from './directory.ts';
import type { Environment, KeylessPrincipal, KeyPrincipal } from './principal.ts';
import { isForwarded, isFromThisMachine } from './request-origin.ts';

/** Of whom an AWS request is. Any region is accepted and given back. */
export interface AwsAdmission {
  readonly principal: KeyPrincipal | KeylessPrincipal;
  readonly environment: Environment;
  /** 12 digits, made up, the same for a team for good. */
  readonly accountId: string;
  readonly region: string;
}

/** The rule for requests of AWS clients: a signature is always verified, an unsigned request follows the keyless rule. */
export interface AwsGuard {
  /**
   * Throws `key-missing` (no signature), `key-unknown` (its access key), `signature-mismatch`, `signature-expired`,
   * `signature-incomplete`.
   */
  admit(request: SignedRequest): AwsAdmission;
}

/** What a signature must be for; also of OTLP with the collector's sigv4auth extension. */
const SERVICE = 'xray';
/** Told where a client names no region. */
const DEFAULT_REGION = 'us-east-1';

export function createAwsGuard({
  directory,
  clock,
  isKeylessAllowed,
}: {
  directory: Pick<Directory, 'findAwsKey' | 'firstEnvironment'>;
  clock: Clock;
  isKeylessAllowed: boolean;
}): AwsGuard {
  return {
    admit(request) {
      const signature = readAwsSignature(request);
      if (signature === undefined) {
        const isLocal = isKeylessAllowed && !isForwarded(request.headers) && isFromThisMachine(request.headers);
        const environment = isLocal ? directory.firstEnvironment() : undefined;
        if (!environment) throw new CombrayError('key-missing', 'Missing Authentication Token');
        return admission({ kind: 'keyless', environment }, environment, DEFAULT_REGION);
      }
      const found = directory.findAwsKey(signature.accessKeyId);
      const environment = found?.key.environment;
      if (!found || !environment) {
        throw new CombrayError('key-unknown', 'The security token included in the request is invalid.');
      }
      if (signature.service !== SERVICE)
        throw mismatch(`Credential should be scoped to correct service: '${SERVICE}'.`);
      verifyAwsSignature(request, signature, { secret: found.secret, nowMs: clock.nowMs() });
      return admission(found.key, environment, signature.region);
    },
  };
}

function admission(principal: AwsAdmission['principal'], environment: Environment, region: string): AwsAdmission {
  return { principal, environment, accountId: accountIdOf(environment.teamId), region };
}

const ACCOUNT_IDS = 10n ** 12n;

export function accountIdOf(teamId: string): string {
  const hash = createHash('sha256').update(`aws account of ${teamId}`).digest().readBigUInt64BE();
  return String(hash % ACCOUNT_IDS).padStart(12, '0');
}
