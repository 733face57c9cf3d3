// A span, a log record inside it and a counter, as the official exporters send them. Where to is told by the environment.
import { metrics, trace } from '@opentelemetry/api';
import { logs, SeverityNumber } from '@opentelemetry/api-logs';
import { NodeSDK } from '@opentelemetry/sdk-node';

// OTEL_*_EXPORTER is "otlp" by default, OTEL_EXPORTER_OTLP_PROTOCOL=grpc chooses the exporters named in package.json.
const sdk = new NodeSDK();
sdk.start();

trace.getTracer('shop').startActiveSpan('buy', (span) => {
  logs.getLogger('shop').emit({ severityNumber: SeverityNumber.INFO, severityText: 'INFO', body: 'bought tea' });
  metrics.getMeter('shop').createCounter('orders').add(3, { article: 'tea' });
  console.log(`trace ${span.spanContext().traceId}`);
  span.end();
});
await sdk.shutdown();
