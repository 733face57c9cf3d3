// Every instrumentation of the vendor's bundle: Express adds a span per middleware and route.
const { getNodeAutoInstrumentations } = require('@opentelemetry/auto-instrumentations-node');
const { NodeSDK } = require('@opentelemetry/sdk-node');

// Exporters of traces, logs and metrics, endpoint, headers and service name come from the OTEL_* variables.
const sdk = new NodeSDK({ instrumentations: [getNodeAutoInstrumentations()] });
sdk.start();
process.once('SIGTERM', () => sdk.shutdown().finally(() => process.exit(0)));
