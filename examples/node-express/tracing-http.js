// The HTTP instrumentation alone: one server span per request, named after the method, beside the spans made by hand.
const { HttpInstrumentation } = require('@opentelemetry/instrumentation-http');
const { NodeSDK } = require('@opentelemetry/sdk-node');

// Exporters of traces, logs and metrics, endpoint, headers and service name come from the OTEL_* variables.
const sdk = new NodeSDK({ instrumentations: [new HttpInstrumentation()] });
sdk.start();
process.once('SIGTERM', () => sdk.shutdown().finally(() => process.exit(0)));
