import type { Log } from '../../../base/log.ts';
import type { Door, Intake } from '../../../intake/index.ts';
import { CombrayError } from '../../../model/errors.ts';
import type { EnvironmentId } from '../../../model/ids.ts';
import type { Rejection } from '../../../model/rejections.ts';
import { readDocument, type XRayDocument } from '../documents/document.ts';
import { REFUSALS, type Refusal } from '../documents/refusal.ts';
import type { DocumentKeeper } from './document-keeper.ts';

/** The way of documents into the store, from every port. */
export interface DocumentIngest {
  /**
   * Resolves when every good document is on disk, with the refused ones in the order of the request. Rejects with a retryable
   * `CombrayError` when they cannot be kept.
   */
  put(environment: EnvironmentId, documents: readonly string[]): Promise<readonly Refusal[]>;
  /**
   * Takes the document of a datagram from this address, whose sender hears nothing: what cannot be kept is counted as spilled.
   * False where that is known at once.
   */
  offer(environment: EnvironmentId, document: string, from: string): boolean;
  /** Keeps what was taken, takes no more. */
  close(): Promise<void>;
}

export interface DocumentIngestOptions {
  readonly keeper: Pick<DocumentKeeper, 'keep'>;
  readonly intake: Pick<Intake, 'spilled'>;
  readonly log: Log;
  /** Called for each group of datagrams that failed by a bug; a request counts its own where it is answered. */
  readonly onBug: () => void;
  /** Throws where the disk has no room for what senders send. */
  readonly requireSpace: () => void;
  /** Of texts that may wait. */
  readonly queueBytesMax: number;
}

/** What one group may hold, beyond the first request in it: bounds the memory of what is parsed at once. */
const GROUP_DOCUMENTS_MAX = 2_000;
const GROUP_BYTES_MAX = 4 * 2 ** 20;

/** Documents that came together, or one after another by datagrams. */
interface Waiting {
  readonly environment: EnvironmentId;
  readonly door: Door;
  readonly texts: string[];
  /** Addresses, as long as `texts`; '' where it is not known. */
  readonly froms: string[];
  bytes: number;
  /** Undefined where nobody waits for an answer. */
  readonly answer: { resolve(refused: readonly Refusal[]): void; reject(error: unknown): void } | undefined;
}

export function createDocumentIngest(options: DocumentIngestOptions): DocumentIngest {
  return new IngestQueue(options);
}

class IngestQueue implements DocumentIngest {
  readonly #options: DocumentIngestOptions;
  #queue: Waiting[] = [];
  #queuedBytes = 0;
  #isClosing = false;
  #isFailing = false;
  #running: Promise<void> | undefined;
  /** Deletions come one after another: with the last all have ended. */
  #replacing: Promise<void> = Promise.resolve();

  constructor(options: DocumentIngestOptions) {
    this.#options = options;
  }

  async put(environment: EnvironmentId, texts: readonly string[]): Promise<readonly Refusal[]> {
    this.#options.requireSpace();
    const bytes = texts.reduce((sum, text) => sum + text.length, 0);
    const refusal = this.#refusal(bytes);
    if (refusal) throw refusal;
    return new Promise((resolve, reject) => {
      this.#push({
        environment,
        door: 'xray_http',
        texts: [...texts],
        froms: texts.map(() => ''),
        bytes,
        answer: { resolve, reject },
      });
    });
  }

  offer(environment: EnvironmentId, text: string, from: string): boolean {
    if (this.#refusal(text.length) || !this.#hasSpace()) {
      this.#options.intake.spilled('xray_udp', 1);
      return false;
    }
    const last = this.#queue.at(-1);
    const isFull = (last?.texts.length ?? 0) >= GROUP_DOCUMENTS_MAX || (last?.bytes ?? 0) >= GROUP_BYTES_MAX;
    if (last?.door === 'xray_udp' && last.environment === environment && !isFull) {
      last.texts.push(text);
      last.froms.push(from);
      last.bytes += text.length;
      this.#queuedBytes += text.length;
    } else {
      this.#push({
        environment,
        door: 'xray_udp',
        texts: [text],
        froms: [from],
        bytes: text.length,
        answer: undefined,
      });
    }
    return true;
  }

  async close(): Promise<void> {
    this.#isClosing = true;
    await this.#running;
    await this.#replacing;
  }

  #refusal(bytes: number): CombrayError | undefined {
    if (this.#isClosing) return new CombrayError('shutting-down', 'the server is shutting down; send this again');
    // An empty queue takes anything: a request larger than the whole queue must not be refused for ever.
    if (this.#queuedBytes > 0 && this.#queuedBytes + bytes > this.#options.queueBytesMax) {
      return new CombrayError('overloaded', 'more arrives than can be written; send this again');
    }
    return undefined;
  }

  #hasSpace(): boolean {
    try {
      this.#options.requireSpace();
      return true;
    } catch (error) {
      if (error instanceof CombrayError) return false;
      throw error;
    }
  }

  #push(waiting: Waiting): void {
    this.#queue.push(waiting);
    this.#queuedBytes += waiting.bytes;
    this.#running ??= this.#drain();
  }

  async #drain(): Promise<void> {
    // What comes in the same turn of the event loop goes along.
    await new Promise(setImmediate);
    while (this.#queue.length > 0) {
      const group = this.#takeGroup();
      await this.#keep(group);
      this.#queuedBytes -= group.reduce((sum, { bytes }) => sum + bytes, 0);
    }
    this.#running = undefined;
  }

  /**
   * What the first waits for and those of its environment behind it, past others: where two environments take turns, each
   * would otherwise be kept one request at a time. No document overtakes one of its own environment.
   */
  #takeGroup(): readonly Waiting[] {
    const [first] = this.#queue;
    const group: Waiting[] = [];
    let documents = 0;
    let bytes = 0;
    for (const waiting of this.#queue) {
      if (waiting.environment !== first?.environment) continue;
      documents += waiting.texts.length;
      bytes += waiting.bytes;
      // Counts are by door.
      if (waiting.door !== first.door) break;
      if (group.length > 0 && (documents > GROUP_DOCUMENTS_MAX || bytes > GROUP_BYTES_MAX)) break;
      group.push(waiting);
    }
    const taken = new Set(group);
    this.#queue = this.#queue.filter((waiting) => !taken.has(waiting));
    return group;
  }

  async #keep(group: readonly Waiting[]): Promise<void> {
    const [first] = group;
    if (!first) return;
    const read = readAll(group);
    const { environment, door } = first;
    try {
      const { replaced } = await this.#options.keeper.keep({ environment, door, ...read });
      this.#note(undefined);
      this.#answer(group, read.refusals, replaced);
      // What was not taken back is mended within a minute.
      this.#replacing = replaced.catch((error: unknown) => this.#countBug(door, error));
    } catch (error) {
      this.#note(error);
      this.#countBug(door, error);
      for (const { answer, texts } of group) {
        if (answer) answer.reject(error);
        else this.#options.intake.spilled('xray_udp', texts.length);
      }
    }
  }

  /** Only when nothing older is left: who asks next shall read what was sent last. The next group need not wait for that. */
  #answer(group: readonly Waiting[], refusals: readonly (readonly Refusal[])[], replaced: Promise<void>): void {
    group.forEach(({ answer }, index) => {
      if (answer) replaced.then(() => answer.resolve(refusals[index] ?? []), answer.reject);
    });
  }

  #countBug(door: Door, error: unknown): void {
    if (door === 'xray_udp' && !(error instanceof CombrayError)) this.#options.onBug();
  }

  /** One line when documents cease to be kept and one when they are again: datagrams have nobody to tell. */
  #note(error: unknown): void {
    if (this.#isFailing === (error !== undefined)) return;
    this.#isFailing = error !== undefined;
    const { log } = this.#options;
    if (this.#isFailing) log.error({ err: error }, 'X-Ray documents are not kept');
    else log.info({}, 'X-Ray documents are kept again');
  }
}

function readAll(group: readonly Waiting[]) {
  const documents: XRayDocument[] = [];
  const rejected: Rejection[] = [];
  let documentCount = 0;
  const refusals = group.map(({ texts, froms }) => {
    const refused: Refusal[] = [];
    for (const [index, text] of texts.entries()) {
      const result = readDocument(text);
      if (result.ok) documents.push(result.document);
      else {
        refused.push(result.refusal);
        const { code, message: detail } = result.refusal;
        rejected.push({ index: documentCount, reason: REFUSALS[code], detail, text, from: froms[index] ?? '' });
      }
      documentCount++;
    }
    return refused;
  });
  const bytes = group.reduce((sum, waiting) => sum + waiting.bytes, 0);
  return { documents, rejected, refusals, documentCount, bytes };
}
