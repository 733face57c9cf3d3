import { LEVELS, type Level, type ToldBody } from '../../../model/telling.ts';
import { isObject, type JsonObject, listOf, objectOf, textOf } from '../json.ts';

/** Words of other loggers that reach `level` all the same: refusing them would lose the occurrence. */
const SYNONYMS: ReadonlyMap<string, Level> = new Map([
  ['warn', 'warning'],
  ['fatal', 'critical'],
  ['err', 'error'],
  ['trace', 'debug'],
]);

/** In any letter case; where there is none, or a word nobody knows, what the kind of body stands for. */
export function itemLevel(data: JsonObject, kind: ToldBody['kind']): Level {
  const word = textOf(data.level).toLowerCase();
  const level = LEVELS.find((known) => known === word) ?? SYNONYMS.get(word) ?? (kind === 'message' ? 'info' : 'error');
  return level === 'debug' && isUncaught(data) ? 'error' : level;
}

/** rollbar.js for Node lacks a default for `uncaughtErrorLevel` and sends what nobody caught as `debug` (seen with 3.1.0). */
function isUncaught(data: JsonObject): boolean {
  const told = listOf(data.attributes).find((entry) => isObject(entry) && entry.key === 'is_uncaught');
  const { is_uncaught: diagnosed } = objectOf(objectOf(data.notifier).diagnostic);
  return [objectOf(told).value, diagnosed].some((value) => value === true || value === 'true');
}
