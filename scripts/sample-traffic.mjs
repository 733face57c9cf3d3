/**
 * Sends an hour of traffic of a small shop through the real OpenTelemetry SDK of examples/node-express, for pictures and
 * for trying the page. Endpoint and headers come from the OTEL_* variables, as for any application.
 *
 * Plain JavaScript, because the SDK's types are only there once the example is installed.
 */
import { createRequire } from 'node:module';
import { seededRandom } from '../tests/support/random.ts';

const require = createRequire(new URL('../examples/node-express/package.json', import.meta.url));
const { context, SpanKind, SpanStatusCode, trace } = require('@opentelemetry/api');
const { SeverityNumber } = require('@opentelemetry/api-logs');
const { OTLPLogExporter } = require('@opentelemetry/exporter-logs-otlp-proto');
const { OTLPTraceExporter } = require('@opentelemetry/exporter-trace-otlp-proto');
const { logs, node, resources, tracing } = require('@opentelemetry/sdk-node');

const MINUTE_MS = 60_000;
const TRACES = 120;

const providers = new Map();

function providersOf(service) {
  const known = providers.get(service);
  if (known) return known;
  const resource = resources.resourceFromAttributes({
    'service.name': service,
    'service.version': '1.4.2',
    'deployment.environment.name': 'production',
    'host.name': `${service}-7c9f`,
  });
  const made = {
    spans: new node.NodeTracerProvider({
      resource,
      spanProcessors: [new tracing.BatchSpanProcessor(new OTLPTraceExporter())],
    }),
    logs: new logs.LoggerProvider({
      resource,
      processors: [new logs.BatchLogRecordProcessor({ exporter: new OTLPLogExporter() })],
    }),
  };
  providers.set(service, made);
  return made;
}

const tracerOf = (service) => providersOf(service).spans.getTracer('shop');
const loggerOf = (service) => providersOf(service).logs.getLogger('shop');

const say = (at, severity, body, attributes = {}) => ({ at, severity, body, attributes });

/** A call and what it calls; times in milliseconds after the start of the trace. */
const call = (service, name, from, to, more = {}, children = []) => ({ service, name, from, to, more, children });
const { CLIENT, SERVER, PRODUCER, CONSUMER } = SpanKind;

const query = (from, to, table, rows) =>
  call('catalog', `SELECT shop.${table}`, from, to, {
    kind: CLIENT,
    attributes: {
      'db.system.name': 'postgresql',
      'db.namespace': 'shop',
      'db.collection.name': table,
      'db.query.text': `SELECT * FROM ${table} WHERE id = ANY($1)`,
      'db.response.returned_rows': rows,
    },
  });

const http = (method, route, status) => ({
  'http.request.method': method,
  'http.route': route,
  'url.path': route,
  'http.response.status_code': status,
});

const failure = (type, message, at) => ({
  status: { code: SpanStatusCode.ERROR, message },
  exception: { type, message, at },
});

/** A customer pays; `scale` stretches every time. */
function checkout(scale, isBroken) {
  const at = (ms) => ms * scale;
  const attributes = { ...http('POST', '/checkout', isBroken ? 402 : 200), 'client.address': '203.0.113.9' };
  const status = isBroken ? { status: { code: SpanStatusCode.ERROR, message: 'checkout failed' } } : {};
  return call('gateway', 'POST /checkout', 0, at(412), { kind: SERVER, attributes, ...status }, [
    authenticate(at),
    cart(at),
    call('pricing', 'POST /quotes', at(121), at(176), { kind: SERVER, attributes: http('POST', '/quotes', 200) }, [
      call('pricing', 'tax rules', at(124), at(139), { attributes: { 'app.region': 'FR-75' } }),
      call('pricing', 'shipping rates', at(126), at(171), { attributes: { 'app.carriers': ['poste', 'coursier'] } }),
    ]),
    charge(at, isBroken),
    ...(isBroken ? [] : [order(at)]),
    call('gateway', 'render', at(394), at(410), { attributes: { 'app.bytes': 18_204 } }),
  ]);
}

function authenticate(at) {
  const attributes = { 'app.user_tier': 'gold', 'enduser.id': 'u-48213' };
  const said = [say(at(19), 'INFO', 'signed in u-48213')];
  return call('gateway', 'authenticate', at(3), at(21), { attributes, said }, [
    call('sessions', 'GET session', at(5), at(17), { kind: CLIENT, attributes: { 'db.system.name': 'redis' } }),
  ]);
}

function cart(at) {
  const discount = { 'app.discount': 0.15, 'app.is_sale': true };
  return call(
    'cart',
    'GET /carts/{id}',
    at(24),
    at(118),
    { kind: SERVER, attributes: http('GET', '/carts/{id}', 200) },
    [
      call('cart', 'load items', at(27), at(52), { attributes: { 'app.item_count': 7 } }),
      call('catalog', 'GET /products', at(54), at(114), { kind: SERVER, attributes: http('GET', '/products', 200) }, [
        query(at(57), at(71), 'products', 7),
        query(at(58), at(94), 'prices', 7),
        query(at(73), at(88), 'stock', 7),
        call('catalog', 'apply discounts', at(96), at(111), { attributes: discount }),
      ]),
    ],
  );
}

function charge(at, isBroken) {
  const declined = isBroken ? failure('CardDeclined', 'the card was declined by its bank', at(338)) : {};
  const bank = { ...http('POST', '/authorize', isBroken ? 402 : 200), 'server.address': 'bank.example' };
  const attributes = http('POST', '/charges', isBroken ? 402 : 201);
  const said = [
    say(at(228), 'INFO', 'risk 0.07, asking the bank for 84.50 EUR'),
    isBroken
      ? say(at(340), 'ERROR', { message: 'charge refused', order: 'A-1729', code: 'card_declined' })
      : say(at(340), 'INFO', 'charged 84.50 EUR'),
  ];
  return call('payments', 'POST /charges', at(180), at(344), { kind: SERVER, attributes, said, ...declined }, [
    call('payments', 'risk score', at(184), at(226), { attributes: { 'app.risk': 0.07 } }),
    call('payments', 'POST bank.example/authorize', at(229), at(336), {
      kind: CLIENT,
      attributes: bank,
      events: [{ name: 'retry', at: at(262), attributes: { attempt: 2 } }],
      said: [say(at(261), 'WARN', 'no answer from bank.example after 30 ms, trying again')],
    }),
  ]);
}

function order(at) {
  const insert = { kind: CLIENT, attributes: { 'db.system.name': 'postgresql' } };
  const smtp = { kind: CLIENT, attributes: { 'server.address': 'smtp.example' } };
  const attributes = { 'app.order_total': 84.5 };
  return call('orders', 'create order', at(347), at(392), { kind: SERVER, attributes }, [
    call('orders', 'INSERT shop.orders', at(350), at(368), insert),
    call('orders', 'publish order.created', at(371), at(377), { kind: PRODUCER }),
    call('mailer', 'process order.created', at(381), at(407), { kind: CONSUMER }, [
      call('mailer', 'render receipt', at(384), at(395)),
      call('mailer', 'send mail', at(396), at(406), smtp),
    ]),
  ]);
}

/** A customer looks around. */
function browse(scale) {
  const at = (ms) => ms * scale;
  return call('gateway', 'GET /', 0, at(64), { kind: SERVER, attributes: http('GET', '/', 200) }, [
    call('catalog', 'GET /products', at(6), at(52), { kind: SERVER, attributes: http('GET', '/products', 200) }, [
      query(at(9), at(31), 'products', 40),
      query(at(12), at(47), 'prices', 40),
    ]),
  ]);
}

function send({ service, name, from, to, more, children }, startMs, parent) {
  const { exception, events = [], said = [], status, ...options } = more;
  const span = tracerOf(service).startSpan(name, { ...options, startTime: startMs + from }, parent);
  for (const event of events) span.addEvent(event.name, event.attributes, startMs + event.at);
  if (exception) {
    span.recordException({ name: exception.type, message: exception.message }, startMs + exception.at);
  }
  if (status) span.setStatus(status);
  const inside = trace.setSpan(parent, span);
  for (const { at, severity, body, attributes: own } of said) {
    loggerOf(service).emit({
      timestamp: startMs + at,
      severityNumber: SeverityNumber[severity],
      severityText: severity,
      body,
      attributes: own,
      context: inside,
    });
  }
  for (const child of children) send(child, startMs, inside);
  span.end(startMs + to);
}

const random = seededRandom(7);
const nowMs = Date.now();
for (let index = 0; index < TRACES; index++) {
  const startMs = nowMs - 55 * MINUTE_MS + index * 27_000 + Math.floor(random() * 9_000);
  const scale = 0.6 + random() ** 4 * 3;
  const isCheckout = random() < 0.45;
  send(isCheckout ? checkout(scale, random() < 0.2) : browse(scale), startMs, context.active());
}
// The newest one is the one in the pictures.
send(checkout(1, true), nowMs - 4_000, context.active());
await Promise.all([...providers.values()].flatMap((each) => [each.spans.shutdown(), each.logs.shutdown()]));
