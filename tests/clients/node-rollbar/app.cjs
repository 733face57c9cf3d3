// Express with rollbar's own middleware; `/as/:case` sends something by hand and answers what the SDK's callback was told.
const express = require('express');
const Rollbar = require('rollbar');

const rollbar = new Rollbar({
  accessToken: process.env.ROLLBAR_ACCESS_TOKEN,
  endpoint: process.env.ROLLBAR_ENDPOINT,
  environment: 'production',
  captureUncaught: true,
  captureUnhandledRejections: true,
  codeVersion: '1.4.2',
  itemsPerMinute: 1000,
});

const app = express();

app.get('/raise', (_request, _response) => {
  throw new TypeError('the madeleines are missing', { cause: new RangeError('the oven is cold') });
});

app.get('/uncaught', (_request, response) => {
  setTimeout(() => {
    throw new Error('nobody caught this');
  });
  response.send('soon');
});

/** Sends an item into which the application itself has put these fields. */
const spoilt = (fields, done) => {
  rollbar.configure({ transform: (data) => Object.assign(data, fields) });
  rollbar.error('spoilt', done);
};

const CASES = {
  message: (done) => rollbar.warning('Hello World!', { feed: 'home', password: 'hidden' }, done),
  copied: (done) => rollbar.error(new Error('copied'), { client: 'acme', person: 5 }, done),
  // The SDK shortens the texts of what is longer than 512 KiB; these are too short for that.
  large: (done) => spoilt({ custom: { long: Array(20_000).fill('x'.repeat(100)) } }, done),
  refused: (done) => spoilt({ title: 5 }, done),
  another: (done) => rollbar.error(`number ${Math.random()}`, done),
};

app.get('/as/:case', (request, response) => {
  CASES[request.params.case]((error, result) =>
    response.json({ error: error?.message ?? null, result: result ?? null }),
  );
});

app.use(rollbar.errorHandler());

const server = app.listen(Number(process.env.PORT ?? 0), '127.0.0.1', () => {
  console.log(`listening on http://127.0.0.1:${server.address().port}`);
});
