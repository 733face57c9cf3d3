/**
 * Attributes that OpenTelemetry renamed without changing what their values mean: the new name, then the old ones. Both
 * generations arrive for years, sometimes on one span. Names whose values were split, joined or reworded are left out.
 * Source: OpenTelemetry semantic conventions 1.44.0, "HTTP", "database" and "messaging" migration guides, and attribute
 * registry.
 */
const RENAMED: readonly (readonly string[])[] = [
  ['http.request.method', 'http.method'],
  ['http.response.status_code', 'http.status_code'],
  ['http.request.resend_count', 'http.resend_count'],
  ['url.full', 'http.url'],
  ['url.scheme', 'http.scheme'],
  ['user_agent.original', 'http.user_agent'],
  ['client.address', 'http.client_ip'],
  ['server.port', 'net.host.port'],
  ['network.peer.address', 'net.sock.peer.addr', 'net.peer.ip'],
  ['network.peer.port', 'net.sock.peer.port'],
  ['network.local.address', 'net.sock.host.addr', 'net.host.ip'],
  ['service.peer.name', 'peer.service'],
  ['db.namespace', 'db.name'],
  ['db.query.text', 'db.statement'],
  ['db.operation.name', 'db.operation'],
  ['db.collection.name', 'db.sql.table', 'db.mongodb.collection', 'db.cassandra.table', 'db.cosmosdb.container'],
  ['messaging.client.id', 'messaging.client_id'],
  ['messaging.consumer.group.name', 'messaging.kafka.consumer.group', 'messaging.eventhubs.consumer.group'],
  ['messaging.kafka.offset', 'messaging.kafka.message.offset'],
  ['deployment.environment.name', 'deployment.environment'],
];

const GENERATIONS: ReadonlyMap<string, readonly string[]> = new Map(
  RENAMED.flatMap((names) => names.map((name) => [name, names] as const)),
);

/** All names of what goes by this one, the newest first. */
export const generationsOf = (name: string): readonly string[] => GENERATIONS.get(name) ?? [name];
