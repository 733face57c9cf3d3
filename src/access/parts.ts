import type { Clock } from '../base/clock.ts';
import type { RandomBytes } from '../base/random.ts';
import type { Sealer } from '../base/seal.ts';
import type { Control } from '../control/index.ts';
import type { Directory } from './directory.ts';
import type { Passwords } from './passwords.ts';

/** What the services of this folder are built from. */
export interface AccessParts {
  readonly control: Control;
  readonly clock: Clock;
  readonly random: RandomBytes;
  readonly sealer: Sealer;
  readonly directory: Directory;
  readonly passwords: Passwords;
}
