// The page: each click is a span, the request it makes is its child, and the backend's spans are children of that.
import { SpanStatusCode, trace } from '@opentelemetry/api';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http';
import { registerInstrumentations } from '@opentelemetry/instrumentation';
import { FetchInstrumentation } from '@opentelemetry/instrumentation-fetch';
import { resourceFromAttributes } from '@opentelemetry/resources';
import { BatchSpanProcessor, WebTracerProvider } from '@opentelemetry/sdk-trace-web';
import Rollbar from 'rollbar';

const settings = JSON.parse(document.body.dataset.settings);

function startTracing({ endpoint, headers }) {
  const url = `${endpoint}/v1/traces`;
  const exporter = new OTLPTraceExporter({ url, headers });
  const provider = new WebTracerProvider({
    resource: resourceFromAttributes({ 'service.name': 'frontend-page' }),
    spanProcessors: [new BatchSpanProcessor(exporter, { scheduledDelayMillis: 500 })],
  });
  provider.register();
  // A request to the page's own origin carries `traceparent` by itself.
  // What the SDKs send is no request of the page: a span of each export would be exported in turn, for ever.
  const ignoreUrls = [url, settings.rollbar?.endpoint ?? ''];
  registerInstrumentations({ instrumentations: [new FetchInstrumentation({ ignoreUrls })] });
}

function startRollbar({ accessToken, endpoint, environment }) {
  new Rollbar({ accessToken, endpoint, environment, captureUncaught: true, captureUnhandledRejections: true });
}

if (settings.otlp) startTracing(settings.otlp);
if (settings.rollbar) startRollbar(settings.rollbar);

const show = (text) => {
  document.querySelector('output').textContent = text;
};

/** The span covers what the click sets off, until the answer is shown. */
function onClick(id, action) {
  document.getElementById(id).addEventListener('click', () =>
    trace.getTracer('page').startActiveSpan(`click ${id}`, async (span) => {
      try {
        await action();
      } catch (error) {
        span.recordException(error);
        span.setStatus({ code: SpanStatusCode.ERROR, message: error.message });
        throw error;
      } finally {
        span.end();
      }
    }),
  );
}

onClick('home', async () => {
  const response = await fetch('/api/activities/home');
  const lines = response.ok ? (await response.json()).map(({ handle, message }) => `${handle}: ${message}`) : [];
  show(response.ok ? lines.join('\n') : `the backend answered ${response.status}`);
});

onClick('message', async () => {
  show(await (await fetch('/rollbar/test')).text());
});

onClick('switch', async () => {
  const isBroken = document.getElementById('switch').checked;
  const headers = { 'content-type': 'application/json' };
  await fetch('/api/switch', { method: 'PUT', headers, body: JSON.stringify({ broken: isBroken }) });
  show(isBroken ? 'home raises from now on' : 'home is mended');
});

onClick('throw', () => {
  show('the page threw an error');
  throw new RangeError('the tea is too hot');
});
