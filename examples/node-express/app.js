// A small Express application. It only knows the OpenTelemetry API; tracing-*.js sets up the SDK before it is loaded.
const { metrics, trace } = require('@opentelemetry/api');
const { logs, SeverityNumber } = require('@opentelemetry/api-logs');
const express = require('express');

const tracer = trace.getTracer('home.activities');
const logger = logs.getLogger('home.activities');
const shown = metrics.getMeter('home.activities').createCounter('app.activities_shown', { unit: '{activity}' });
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
    logger.emit({
      severityNumber: SeverityNumber.INFO,
      severityText: 'INFO',
      body: `showing ${activities.length} activities`,
      attributes: { feed: 'home' },
    });
    shown.add(activities.length, { feed: 'home' });
    span.end();
    response.json(activities);
  });
});

const server = app.listen(Number(process.env.PORT ?? 4568), '127.0.0.1', () => {
  console.log(`listening on http://127.0.0.1:${server.address().port}`);
});
