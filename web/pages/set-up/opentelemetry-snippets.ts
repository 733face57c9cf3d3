import { type Snippet, type SnippetInput, shellWord } from './snippet.ts';

/** JSON text inside a here-document whose word is not quoted: the shell still expands `$`, backquote and backslash. */
function hereDocumentJson(text: string): string {
  return JSON.stringify(text).replace(/[\\$`]/g, '\\$&');
}

/**
 * The variables every SDK reads. Header values are percent-decoded by the SDKs.
 * Source: https://opentelemetry.io/docs/specs/otel/protocol/exporter/ (2026-03).
 */
function environmentLines({ endpoints, keys, serviceName }: SnippetInput): string {
  return [
    `export OTEL_SERVICE_NAME=${shellWord(serviceName)}`,
    `export OTEL_EXPORTER_OTLP_ENDPOINT=${shellWord(endpoints.otlpHttp)}`,
    `export OTEL_EXPORTER_OTLP_HEADERS=${shellWord(`x-honeycomb-team=${encodeURIComponent(keys.ingestKey)}`)}`,
    'export OTEL_EXPORTER_OTLP_PROTOCOL=http/protobuf',
  ].join('\n');
}

/** For SDKs that hold both exporters: which two of the variables above change. */
function grpcNote({ endpoints: { otlpGrpc } }: SnippetInput): { note?: string } {
  if (otlpGrpc === undefined) return {};
  return { note: `Over gRPC: OTEL_EXPORTER_OTLP_ENDPOINT=${otlpGrpc} and OTEL_EXPORTER_OTLP_PROTOCOL=grpc.` };
}

function node(input: SnippetInput): Snippet {
  return {
    id: 'node',
    title: 'Node',
    steps: [
      {
        title: 'Install',
        code: 'npm install @opentelemetry/api @opentelemetry/auto-instrumentations-node',
      },
      {
        title: 'Run your app with these',
        code: `${environmentLines(input)}\nnode --require @opentelemetry/auto-instrumentations-node/register app.js`,
        ...grpcNote(input),
      },
    ],
  };
}

function python(input: SnippetInput): Snippet {
  return {
    id: 'python',
    title: 'Python',
    steps: [
      {
        title: 'Install',
        code: 'pip install opentelemetry-distro opentelemetry-exporter-otlp-proto-http\nopentelemetry-bootstrap -a install',
        note: 'The second line adds the instrumentation of the libraries it finds, such as Flask and requests.',
      },
      {
        title: 'Run your app with these',
        code: `${environmentLines(input)}\nopentelemetry-instrument python app.py`,
      },
    ],
  };
}

const GO_MAIN = `package main

import (
	"context"
	"log"
	"net/http"

	"go.opentelemetry.io/contrib/instrumentation/net/http/otelhttp"
	"go.opentelemetry.io/otel"
	"go.opentelemetry.io/otel/exporters/otlp/otlptrace/otlptracehttp"
	sdktrace "go.opentelemetry.io/otel/sdk/trace"
)

func main() {
	ctx := context.Background()
	exporter, err := otlptracehttp.New(ctx) // reads the OTEL_ variables
	if err != nil {
		log.Fatal(err)
	}
	provider := sdktrace.NewTracerProvider(sdktrace.WithBatcher(exporter))
	defer provider.Shutdown(ctx)
	otel.SetTracerProvider(provider)

	hello := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Write([]byte("hello"))
	})
	log.Print(http.ListenAndServe("127.0.0.1:3000", otelhttp.NewHandler(hello, "hello")))
}`;

function go(input: SnippetInput): Snippet {
  return {
    id: 'go',
    title: 'Go',
    steps: [
      {
        title: 'Install',
        code: [
          'go get go.opentelemetry.io/otel \\',
          '  go.opentelemetry.io/otel/sdk \\',
          '  go.opentelemetry.io/otel/exporters/otlp/otlptrace/otlptracehttp \\',
          '  go.opentelemetry.io/contrib/instrumentation/net/http/otelhttp',
        ].join('\n'),
      },
      { title: 'Wrap your handler', code: GO_MAIN },
      { title: 'Run it with these', code: `${environmentLines(input)}\ngo run .` },
    ],
  };
}

function java(input: SnippetInput): Snippet {
  return {
    id: 'java',
    title: 'Java',
    steps: [
      {
        title: 'Download the agent',
        code: 'curl -LO https://github.com/open-telemetry/opentelemetry-java-instrumentation/releases/latest/download/opentelemetry-javaagent.jar',
      },
      {
        title: 'Run your app with these',
        code: `${environmentLines(input)}\njava -javaagent:opentelemetry-javaagent.jar -jar app.jar`,
        ...grpcNote(input),
      },
    ],
  };
}

function pipeline(signal: string): string {
  return `    ${signal}:
      receivers: [otlp]
      processors: [batch]
      exporters: [otlphttp/combray]`;
}

function collector({ endpoints, keys }: SnippetInput): Snippet {
  // A JSON string is a YAML string.
  const code = `receivers:
  otlp:
    protocols:
      http:
        endpoint: 127.0.0.1:14318
processors:
  batch:
exporters:
  otlphttp/combray:
    endpoint: ${JSON.stringify(endpoints.otlpHttp)}
    headers:
      x-honeycomb-team: ${JSON.stringify(keys.ingestKey)}
service:
  pipelines:
${['traces', 'logs', 'metrics'].map(pipeline).join('\n')}`;
  return {
    id: 'collector',
    title: 'Collector',
    steps: [
      {
        title: 'Save as collector.yaml, or add the exporter to yours',
        code,
        note: 'The receiver listens on 14318, because Combray itself may hold 4318 on this machine.',
      },
      { title: 'Run it', code: 'otelcol --config collector.yaml' },
    ],
  };
}

function spanJson(options: {
  spanId: string;
  parent?: string;
  name: string;
  kind: number;
  startMs: number;
  endMs: number;
}) {
  const { spanId, parent, name, kind, startMs, endMs } = options;
  // Seconds from the shell, milliseconds put behind them: bash's numbers would hold the sum, other shells' might not.
  const stamp = (ms: number) => `"$((now - 1))${String(ms).padStart(3, '0')}000000"`;
  return `{
        "traceId": "$trace_id", "spanId": "$${spanId}",${parent === undefined ? '' : ` "parentSpanId": "$${parent}",`}
        "name": "${name}", "kind": ${kind},
        "startTimeUnixNano": ${stamp(startMs)}, "endTimeUnixNano": ${stamp(endMs)}
      }`;
}

function curl({ endpoints, keys, serviceName }: SnippetInput): Snippet {
  const root = spanJson({ spanId: 'root_id', name: 'GET /hello', kind: 2, startMs: 100, endMs: 512 });
  const child = spanJson({
    spanId: 'child_id',
    parent: 'root_id',
    name: 'SELECT greetings',
    kind: 3,
    startMs: 180,
    endMs: 420,
  });
  const code = `hex() { od -An -N"$1" -tx1 /dev/urandom | tr -d ' \\n'; }
trace_id=$(hex 16) root_id=$(hex 8) child_id=$(hex 8) now=$(date +%s)
curl -sS -w '%{http_code}\\n' ${shellWord(`${endpoints.otlpHttp}/v1/traces`)} \\
  -H 'content-type: application/json' \\
  -H ${shellWord(`x-honeycomb-team: ${keys.ingestKey}`)} \\
  --data-binary @- <<JSON
{
  "resourceSpans": [{
    "resource": { "attributes": [{ "key": "service.name", "value": { "stringValue": ${hereDocumentJson(serviceName)} } }] },
    "scopeSpans": [{
      "spans": [${root}, ${child}]
    }]
  }]
}
JSON`;
  return {
    id: 'curl',
    title: 'curl',
    steps: [{ title: 'Send one trace of two spans', code, note: 'It answers {"partialSuccess":{}} or {} and 200.' }],
  };
}

/** One tab each, in the order of the page. */
export function openTelemetrySnippets(input: SnippetInput): readonly Snippet[] {
  return [node, python, go, java, collector, curl].map((make) => make(input));
}
