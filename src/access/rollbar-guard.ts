import type { RollbarScope } from '../model/credentials.ts';
import { CombrayError } from '../model/errors.ts';
import type { Directory } from './directory.ts';
import type { RequestHeaders } from './key-guard.ts';
import { type Environment, type KeylessPrincipal, type KeyPrincipal, keyAllows, type Project } from './principal.ts';
import { isForwarded, isFromThisMachine } from './request-origin.ts';

/** Of whom a Rollbar request is, and which project it writes or reads. */
export interface RollbarAdmission {
  readonly principal: KeyPrincipal | KeylessPrincipal;
  readonly environment: Environment;
  readonly project: Project;
}

/** The rule for requests with a Rollbar access token. Texts: docs.rollbar.com "API", "Errors", and real answers. */
export interface RollbarGuard {
  /**
   * Lets in who holds one of `scopes`, or throws `key-missing`, `key-unknown`, `scope-missing`. `token` is undefined where
   * the request has none in any of the places a client may put it.
   */
  admit(request: RequestHeaders, token: string | undefined, scopes: readonly RollbarScope[]): RollbarAdmission;
  /** As the refusal of a token that was let in by another scope. A request without a key may do everything. */
  requireScope(admission: RollbarAdmission, scope: RollbarScope): void;
}

const MISSING = 'Invalid format. access_token is missing and it is required.';
/** Enough to find it in a list of tokens, and of no use to anybody else. */
const SHOWN_CHARS = 4;

export function createRollbarGuard({
  directory,
  isKeylessAllowed,
}: {
  directory: Pick<Directory, 'authenticate' | 'firstEnvironment' | 'projectsOf'>;
  isKeylessAllowed: boolean;
}): RollbarGuard {
  const admitToken = (token: string, scopes: readonly RollbarScope[]): RollbarAdmission => {
    const key = directory.authenticate(token);
    if (!key?.environment || (key.keyKind !== 'rollbar_project' && key.keyKind !== 'rollbar_account')) {
      throw new CombrayError('key-unknown', `access token not found: ${token.slice(0, SHOWN_CHARS)}...`);
    }
    if (!scopes.some((scope) => keyAllows(key, scope))) throw insufficient(scopes, key);
    const project = key.project ?? directory.projectsOf(key.environment.id)[0];
    if (!project) throw new CombrayError('scope-missing', 'this access token belongs to no project');
    return { principal: key, environment: key.environment, project };
  };

  const admitKeyless = ({ headers }: RequestHeaders): RollbarAdmission => {
    const isLocal = isKeylessAllowed && !isForwarded(headers) && isFromThisMachine(headers);
    const environment = isLocal ? directory.firstEnvironment() : undefined;
    const project = environment && directory.projectsOf(environment.id)[0];
    if (!environment || !project) throw new CombrayError('key-missing', MISSING);
    return { principal: { kind: 'keyless', environment }, environment, project };
  };

  return {
    admit(request, token, scopes) {
      return token === undefined || token === '' ? admitKeyless(request) : admitToken(token, scopes);
    },
    requireScope({ principal }, scope) {
      if (principal.kind === 'key' && !keyAllows(principal, scope)) throw insufficient([scope], principal);
    },
  };
}

function insufficient([wanted = 'read']: readonly RollbarScope[], { permissions }: KeyPrincipal): CombrayError {
  const has = permissions.length === 0 ? 'none' : permissions.join(', ');
  const message = `insufficient privileges: ${wanted} scope is required but the access token only has ${has}.`;
  return new CombrayError('scope-missing', message);
}
