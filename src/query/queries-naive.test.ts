import { describe } from 'vitest';
import { queriesContract } from './queries.kit.ts';
import { openTestStore } from './query.kit.ts';

describe('what the embedded engine answers', () => {
  queriesContract(openTestStore, 40);
});
