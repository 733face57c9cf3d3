import type { Telling } from '../../../model/telling.ts';
import { firstText, type JsonObject, objectOf, textOf } from '../json.ts';
import { addressOf } from './client-address.ts';
import { itemLevel } from './item-level.ts';
import { plainUuid } from './item-uuid.ts';
import { frameworkName, platformName } from './product-names.ts';
import { toldBody } from './told-body.ts';
import { traceOfItem } from './trace-of-item.ts';

/** Longer ones are cut where they are listed and grouped by; the payload has them whole. */
const SHORT_CHARS_MAX = 255;
const URL_CHARS_MAX = 4_096;

/** What a payload says of its failure. Rollbar knows no services: `service` is ''. */
export function itemTelling(data: JsonObject, told: { timeNs: bigint; identity: Uint8Array }): Telling {
  const server = objectOf(data.server);
  const request = objectOf(data.request);
  const person = objectOf(data.person);
  const { javascript } = objectOf(data.client);
  const body = toldBody(objectOf(data.body));
  const url = cut(textOf(request.url), URL_CHARS_MAX);
  return {
    teller: 'rollbar',
    ...told,
    uuid: cut(plainUuid(textOf(data.uuid))),
    level: itemLevel(data, body.kind),
    body,
    deploymentEnvironment: cut(textOf(data.environment)),
    service: '',
    host: cut(textOf(server.host)),
    url,
    urlPath: pathOf(url),
    ...traceOfItem(data),
    context: cut(textOf(data.context)),
    framework: frameworkName(textOf(data.framework), textOf(data.language)),
    platform: platformName(textOf(data.platform)),
    language: cut(textOf(data.language).toLowerCase()),
    codeVersion: cut(firstText(data.code_version, server.code_version, objectOf(javascript).code_version, server.sha)),
    person: { id: cut(textOf(person.id)), name: cut(textOf(person.username)), email: cut(textOf(person.email)) },
    userIp: cut(addressOf(data.request)),
    serverRoot: textOf(server.root),
    clientFingerprint: textOf(data.fingerprint),
    title: cut(textOf(data.title)),
    notifier: cut(textOf(objectOf(data.notifier).name)),
  };
}

function cut(text: string, charsMax = SHORT_CHARS_MAX): string {
  return text.length <= charsMax ? text : text.slice(0, charsMax).replace(/[\ud800-\udbff]$/, '');
}

/** Some servers send the path alone. */
function pathOf(url: string): string {
  if (url === '') return '';
  if (URL.canParse(url)) return new URL(url).pathname;
  return url.startsWith('/') ? (url.split(/[?#]/, 1)[0] ?? '') : '';
}
