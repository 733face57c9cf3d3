import { MS_PER_HOUR, MS_PER_MINUTE, MS_PER_SECOND } from '../../../base/time.ts';
import { CombrayError } from '../../../model/errors.ts';

const MS_OF_UNIT: Readonly<Record<string, number>> = {
  H: MS_PER_HOUR,
  M: MS_PER_MINUTE,
  S: MS_PER_SECOND,
  m: 1,
  u: 1e-3,
  n: 1e-6,
};

/** What `grpc-timeout` allows, milliseconds; undefined where it is absent. Source: doc/PROTOCOL-HTTP2.md, "Timeout". */
export function readCallTimeout(header: string | readonly string[] | undefined): number | undefined {
  if (header === undefined) return undefined;
  const match = typeof header === 'string' ? /^(\d{1,8})([HMSmun])$/.exec(header) : null;
  if (!match) throw new CombrayError('request-invalid', 'grpc-timeout is not up to eight digits and a unit');
  return Number(match[1]) * (MS_OF_UNIT[match[2] ?? ''] ?? 0);
}
