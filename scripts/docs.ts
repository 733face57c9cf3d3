/** `npm run docs`: writes the pages that are made from code. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { OPTIONS } from '../src/config.ts';
import { optionsPage } from './options-page.ts';
import { ROOT } from './setup.mjs';

writeFileSync(join(ROOT, 'docs/options.md'), optionsPage(OPTIONS));
