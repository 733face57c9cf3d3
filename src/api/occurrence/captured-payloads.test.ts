import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { ROOT } from '../../../tests/support/repository.ts';
import { recordOf } from './payload-reader.ts';
import { payloadView } from './payload-view.ts';

const FOLDER = `${ROOT}/tests/fixtures/rollbar`;

function viewOf(name: string) {
  const item = recordOf(JSON.parse(readFileSync(`${FOLDER}/${name}/body.json`, 'utf8')));
  return payloadView(JSON.stringify(item.data ?? item));
}

/** Each exception with its own frames, the most recent call last. */
function ownFrames(name: string) {
  const { body } = viewOf(name);
  if (body.kind !== 'exception') return body.kind;
  return body.chain.map(({ type, frames }) => [
    type,
    ...frames.filter(({ isOwn }) => isOwn).map(({ filename, line }) => `${filename.split('/').at(-1)}:${line}`),
  ]);
}

describe('what a captured payload shows', () => {
  it.each([
    ['pyrollbar-1.5.0/raise', [['ValueError', 'app.py:43']]],
    ['pyrollbar-1.5.0/message', 'message'],
    ['node_rollbar-3.1.0-node-js/uncaught', [['TypeError', 'server.js:59']]],
    [
      'node_rollbar-3.1.0-node-js/raise',
      [
        ['FeedError', 'server.js:40', 'server.js:42'],
        ['RangeError', 'server.js:40', 'server.js:42'],
      ],
    ],
    [
      'rollbar-go-1.4.5/raise',
      ['main.CartError', 'fmt.wrapError', 'errors.errorString'].map((type) => [
        type,
        // The SDK's handler for X-Ray, inlined into main, is told as such.
        ...['main.go:104', 'main.go:72'],
      ]),
    ],
    [
      'rollbar-java-2.3.0/raise',
      [
        ['Shop$CartException', 'Shop.java:107', 'Shop.java:125', 'Shop.java:169', 'Shop.java:183'],
        [
          'java.lang.IllegalStateException',
          'Shop.java:107',
          'Shop.java:125',
          'Shop.java:169',
          'Shop.java:181',
          'Shop.java:191',
        ],
        [
          'java.io.IOException',
          'Shop.java:107',
          'Shop.java:125',
          'Shop.java:169',
          'Shop.java:181',
          'Shop.java:189',
          'Shop.java:196',
        ],
      ],
    ],
    ['rollbar-browser-js-3.1.0/uncaught', [['TypeError', 'shop.js:26', 'shop.js:16', 'shop.js:11']]],
  ])('of %s', (name, shown) => {
    expect(ownFrames(name)).toEqual(shown);
  });

  it('of a browser: what happened before it', () => {
    const { telemetry } = viewOf('rollbar-browser-js-3.1.0/handled');
    expect(telemetry.map(({ kind, title }) => `${kind}: ${title}`)).toContain('dom: click body > button#handled');
    expect(telemetry[0]).toMatchObject({ kind: 'log', title: 'the page is ready' });
  });

  it('is whole for every capture', () => {
    const names = readdirSync(FOLDER).flatMap((sdk) => readdirSync(`${FOLDER}/${sdk}`).map((each) => `${sdk}/${each}`));
    expect(names.length).toBeGreaterThanOrEqual(10);
    for (const name of names) {
      const { body, about } = viewOf(name);
      if (body.kind === 'exception')
        expect(body.chain.every(({ type, frames }) => type !== '' && frames.length > 0)).toBe(true);
      if (body.kind === 'message') expect(body.text).not.toBe('');
      expect(about.map(({ title }) => title)).toContain('Notifier');
    }
  });
});
