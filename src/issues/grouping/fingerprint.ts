import { createHash } from 'node:crypto';
import type { Telling, ToldBody, ToldException, ToldFrame } from '../../model/telling.ts';
import { isBoilerplate } from './boilerplate-frames.ts';
import { readCrashReport } from './crash-report.ts';
import { isNowhere, normaliseFilename, normaliseMethod } from './normalise-frame.ts';
import { normaliseMessage } from './normalise-message.ts';

/** Stored with each issue. What is below makes the fingerprints of version 1 and is never changed: a new rule is a new version. */
export const GROUPING_VERSION = 1;

/** A longer one is replaced by its SHA-1. Source: docs.rollbar.com "Custom Grouping", 2026-07. */
const FINGERPRINT_CHARS_MAX = 40;
const CRASH_LINES = 10;
/** Of one exception; deeper is a recursion, which groups by its two ends. */
const FRAMES_MAX = 10_000;
const CHAIN_MAX = 100;

/** Decides the issue: the sender's own fingerprint, else one of what failed where. At most 40 characters. */
export function fingerprintOf(telling: Telling): string {
  const { clientFingerprint, body, serverRoot } = telling;
  if (clientFingerprint === '') return sha1(described(body, serverRoot));
  return clientFingerprint.length > FINGERPRINT_CHARS_MAX ? sha1(clientFingerprint) : clientFingerprint;
}

const sha1 = (text: string): string => createHash('sha1').update(text).digest('hex');

function described(body: ToldBody, serverRoot: string): string {
  switch (body.kind) {
    case 'exception':
      return `v1|e|${body.chain
        .slice(0, CHAIN_MAX)
        .map((exception) => describeException(exception, serverRoot))
        .join('\x1e')}`;
    case 'message':
      return `v1|m|${normaliseMessage(body.text)}`;
    case 'crash_report':
      return describeCrash(body.raw);
  }
}

function describeException({ type, message, frames }: ToldException, serverRoot: string): string {
  const name = type.normalize('NFC').trim();
  if (frames.every(isNowhere)) return `${name}\n${normaliseMessage(message)}`;
  return [...describeFrames(ends(frames), serverRoot), name].join('\n');
}

function describeFrames(frames: readonly ToldFrame[], serverRoot: string): string[] {
  const all = frames.map(({ filename, method }) => ({
    file: normaliseFilename(filename, serverRoot),
    method: normaliseMethod(method),
  }));
  const own = all.filter(({ file, method }) => !isBoilerplate(file, method));
  return (own.length > 0 ? own : all).map(({ file, method }) => `${file}\x1f${method}`);
}

function ends(frames: readonly ToldFrame[]): readonly ToldFrame[] {
  if (frames.length <= FRAMES_MAX) return frames;
  return [...frames.slice(0, FRAMES_MAX / 2), ...frames.slice(-FRAMES_MAX / 2)];
}

function describeCrash(raw: string): string {
  const crash = readCrashReport(raw);
  if (!crash) return `v1|m|${normaliseMessage(raw.split(/\r?\n/, CRASH_LINES).join('\n'))}`;
  return `v1|e|${[...crash.symbols, crash.type, normaliseMessage(crash.reason)].join('\n')}`;
}
