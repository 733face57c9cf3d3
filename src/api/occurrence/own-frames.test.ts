import { expect, it } from 'vitest';
import { isOwnFrame, NO_PLACES } from './own-frames.ts';

const frame = (filename: string, method = 'run', className = '') => ({ filename, method, className });
const APP = { root: '/app/', packages: [] };

it.each([
  '/app/home.py',
  'home.py',
  'C:\\app\\home.cs',
  'http://127.0.0.1:3000/assets/app.js',
  '/srv/app/lib/rows.rb',
  '/app/vendors/list.php',
  'webpack:///./src/home.js',
  'go/main.go',
  '/srv/runtime/main.go',
])('%s is the application', (filename) => {
  expect(isOwnFrame(frame(filename), NO_PLACES)).toBe(true);
});

it.each([
  '/usr/lib/python3.11/threading.py',
  '/venv/lib/python3.11/site-packages/flask/app.py',
  '/usr/lib/python3/dist-packages/six.py',
  '/app/node_modules/express/lib/router/index.js',
  'node:internal/process/task_queues',
  'internal/timers.js',
  '<frozen importlib._bootstrap>',
  '/usr/local/bundle/gems/rack-2.2.3/lib/rack.rb',
  '/root/go/pkg/mod/github.com/x/y@v1/z.go',
  '/usr/local/go/src/net/http/server.go',
  'github.com/rollbar/rollbar-go@v1.4.5/client.go',
  'net/http/server.go',
  'runtime/asm_amd64.s',
  '/app/vendor/symfony/http-kernel/HttpKernel.php',
  'chrome-extension://abc/content.js',
  '<anonymous>',
  '(unknown)',
  '',
])('%j is a library', (filename) => {
  expect(isOwnFrame(frame(filename), NO_PLACES)).toBe(false);
});

it('goes by the class where the place says nothing', () => {
  expect(isOwnFrame(frame('Home.java', 'get', 'com.acme.Home'), NO_PLACES)).toBe(true);
  expect(isOwnFrame(frame('Thread.java', 'java.base/java.lang.Thread.run'), NO_PLACES)).toBe(false);
  expect(isOwnFrame(frame('Method.java', 'invoke', 'java.lang.reflect.Method'), NO_PLACES)).toBe(false);
});

it('goes by the root that the sender names: what lies elsewhere is not its own', () => {
  expect(isOwnFrame(frame('/app/home.py'), APP)).toBe(true);
  expect(isOwnFrame(frame('home.py'), APP)).toBe(true);
  expect(isOwnFrame(frame('/application/home.py'), APP)).toBe(false);
  expect(isOwnFrame(frame('/opt/tool/run.py'), APP)).toBe(false);
  expect(isOwnFrame(frame('/app/.venv/lib/python3.11/site-packages/x.py'), APP)).toBe(false);
  expect(isOwnFrame(frame('/srv/vendor/shop/home.php'), { root: '/srv/vendor/shop', packages: [] })).toBe(true);
});

it('goes by the packages that the sender names, and by them alone', () => {
  const places = { root: '/app', packages: ['com.acme', ''] };
  expect(isOwnFrame(frame('Home.java', 'get', 'com.acme.Home'), places)).toBe(true);
  expect(isOwnFrame(frame('com/acme/Home.java', 'get'), places)).toBe(true);
  expect(isOwnFrame(frame('/app/Other.java', 'get', 'org.other.Other'), places)).toBe(false);
});
