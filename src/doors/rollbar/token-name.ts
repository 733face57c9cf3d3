import type { RollbarAdmission } from '../../access/index.ts';

/** As its owner named it. */
export const tokenName = ({ principal }: RollbarAdmission): string =>
  principal.kind === 'key' ? principal.name : '(none)';
