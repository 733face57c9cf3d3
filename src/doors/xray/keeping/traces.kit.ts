import fc from 'fast-check';

/** A segment or subsegment as a test means it; `toDocuments` makes what is sent of it. */
interface Node {
  readonly id: string;
  readonly name: string;
  readonly startMs: number;
  readonly lengthMs: number;
  readonly fields: Readonly<Record<string, unknown>>;
  readonly children: readonly Child[];
}

type Child = Node & { readonly how: 'embedded' | 'apart' | 'segment' };

/** All that is sent of one document, in the order in which it may come. */
export interface Messages {
  /** May come at any time: what is complete wins. */
  readonly inProgress: readonly string[];
  /** Each replaces the one before; the last is what counts. */
  readonly complete: readonly [string, ...string[]];
}

const hex = (length: number) =>
  fc
    .array(fc.constantFrom(...'0123456789abcdef'), { minLength: length, maxLength: length })
    .map((digits) => digits.join(''));
// Never zero, and no two alike but by a chance of 2^-60.
const id = hex(15).map((digits) => `a${digits}`);
const traceId = fc.tuple(hex(8), hex(24)).map(([time, rest]) => `1-${time}-${rest}`);

const exception = fc.record({
  id,
  type: fc.constantFrom('ValueError', 'java.io.IOException', ''),
  message: fc.string({ maxLength: 20 }),
  stack: fc.array(
    fc.record({ path: fc.constantFrom('app.py', '/srv/a b.js'), line: fc.nat(99), label: fc.constant('get') }),
    {
      maxLength: 3,
    },
  ),
});

const fields = fc.record(
  {
    fault: fc.boolean(),
    error: fc.boolean(),
    namespace: fc.constantFrom('aws', 'remote', 'local'),
    annotations: fc.dictionary(
      fc.constantFrom('user', 'cart.size', 'aws:api_id', 'ok'),
      fc.oneof(fc.string({ maxLength: 8 }), fc.integer(), fc.boolean(), fc.constant(null), fc.constant([1])),
    ),
    metadata: fc.dictionary(fc.constantFrom('default', 'debug'), fc.jsonValue({ maxDepth: 2 })),
    http: fc.record({
      request: fc.record({ method: fc.constant('GET'), url: fc.constantFrom('http://shop/cart?id=1', '/cart') }),
      response: fc.record({ status: fc.constantFrom(200, 404, 500) }),
    }),
    sql: fc.record({ sanitized_query: fc.constant('SELECT 1'), database_type: fc.constant('PostgreSQL') }),
    cause: fc.record({ exceptions: fc.array(exception, { minLength: 1, maxLength: 2 }) }),
    links: fc.array(fc.record({ trace_id: traceId, id }), { maxLength: 2 }),
    service: fc.record({ version: fc.constantFrom('1', '2') }),
    origin: fc.constantFrom('AWS::ECS::Container', 'AWS::EC2::Instance'),
  },
  { requiredKeys: [] },
);

const name = fc.constantFrom('backend-flask', '127.0.0.1:4567', 'db@shop', 'S3', 'caf\u00e9 \u{1f41d}', 'a?b');

const DEPTH = 3;

const nodeFields = (depth: number) => ({
  id,
  name,
  startMs: fc.nat(1_000),
  lengthMs: fc.nat(1_000),
  fields,
  children: depth === 0 ? fc.constant([]) : fc.array(childOf(depth - 1), { maxLength: 3 }),
});
const childOf = (depth: number): fc.Arbitrary<Child> =>
  fc.record({ ...nodeFields(depth), how: fc.constantFrom('embedded', 'embedded', 'apart', 'segment') });
const root: fc.Arbitrary<Node> = fc.record(nodeFields(DEPTH));

/** The documents of a trace, each as it is sent: begun, told otherwise, and at last as it is. */
export const traceMessages: fc.Arbitrary<readonly Messages[]> = fc
  .record({ root, traceId, isBegun: fc.infiniteStream(fc.boolean()), changes: fc.infiniteStream(fc.nat(5)) })
  .map(({ root: top, traceId: trace, isBegun, changes }) => {
    const documents: Messages[] = [];
    const add = (node: Node, how: 'segment' | 'apart', parentId: string | undefined) => {
      const common = {
        ...(how === 'apart' ? { type: 'subsegment' } : {}),
        ...(parentId === undefined ? {} : { parent_id: parentId }),
        trace_id: trace,
      };
      const complete = JSON.stringify({ ...common, ...written(node, add) });
      const begun = JSON.stringify({ ...common, ...head(node), in_progress: true });
      const change = changes.next().value ?? 0;
      documents.push({
        inProgress: isBegun.next().value ? [begun] : [],
        complete: change === 0 ? [otherwise(complete), complete] : [complete],
      });
    };
    add(top, 'segment', undefined);
    return documents;
  });

const BEGIN_SECONDS = 1_790_000_000;
const seconds = (ms: number) => BEGIN_SECONDS + ms / 1_000;
const head = (node: Node) => ({ id: node.id, name: node.name, start_time: seconds(node.startMs) });

/** With its embedded children inside; the others are handed to `add`. */
function written(node: Node, add: (child: Node, how: 'segment' | 'apart', parentId: string) => void): object {
  const subsegments = node.children.filter(({ how }) => how === 'embedded').map((child) => written(child, add));
  for (const child of node.children) if (child.how !== 'embedded') add(child, child.how, node.id);
  const own = { ...head(node), end_time: seconds(node.startMs + node.lengthMs), ...node.fields };
  return subsegments.length > 0 ? { ...own, subsegments } : own;
}

/** The same document with another name and other subsegments: some it will not have in the end. */
function otherwise(document: string): string {
  const { subsegments = [], ...own }: { subsegments?: object[]; id: string } = JSON.parse(document);
  const gone = { ...own, id: `b${own.id.slice(1)}`, name: 'gone', cause: { exceptions: [{ message: 'gone' }] } };
  return JSON.stringify({ ...own, name: 'before', subsegments: [...subsegments.slice(1), gone] });
}
