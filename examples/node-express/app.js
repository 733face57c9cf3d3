// A small Express application. It only knows the OpenTelemetry API; tracing-*.js sets up the SDK before it is loaded.
const { trace } = require('@opentelemetry/api');
const express = require('express');

const tracer = trace.getTracer('home.activities');
const app = express();

app.get('/api/activities/home', (_request, response) => {
  tracer.startActiveSpan('home-activities-mock-data', (span) => {
    const activities = [
      { handle: 'Marcel', message: 'I have taken up baking.' },
      { handle: 'Léonie', message: 'The tea is ready.' },
      { handle: 'Charles', message: 'Back by Sunday.' },
    ];
    span.setAttribute('app.now', new Date().toISOString());
    span.setAttribute('app.result_length', activities.length);
    span.end();
    response.json(activities);
  });
});

const server = app.listen(Number(process.env.PORT ?? 4568), '127.0.0.1', () => {
  console.log(`listening on http://127.0.0.1:${server.address().port}`);
});
