import { execFile, spawn } from 'node:child_process';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { cleanEnvironment } from './child.ts';
import { pythonWith } from './examples.ts';
import { ROOT } from './repository.ts';
import { BOOTSTRAP, type TestServer } from './server.ts';

const FOLDER = join(ROOT, 'tests/clients/python-xray');
const run = promisify(execFile);

export interface AwsCall {
  /** As boto3 names it: `get_trace_summaries`. */
  readonly operation: string;
  readonly input: object;
  /** Through the SDK's own paginator: `pages` of the answer. */
  readonly pages?: boolean;
}

/** What the SDK made of an answer; members are read by name. */
export interface AwsAnswer<Answer> {
  readonly answer?: Answer;
  readonly pages?: readonly Answer[];
  readonly error?: { readonly Error: { readonly Code: string; readonly Message: string } };
}

export interface AwsOptions {
  readonly secret?: string;
  readonly region?: string;
}

function environmentOf({ origin }: TestServer, { secret = BOOTSTRAP.awsKey.secret, region = 'eu-west-1' }: AwsOptions) {
  return cleanEnvironment({
    AWS_ENDPOINT_URL_XRAY: origin,
    AWS_ACCESS_KEY_ID: BOOTSTRAP.awsKey.id,
    AWS_SECRET_ACCESS_KEY: secret,
    AWS_DEFAULT_REGION: region,
    // What is refused is refused once.
    AWS_MAX_ATTEMPTS: '1',
    AWS_EC2_METADATA_DISABLED: 'true',
  });
}

/** Calls by boto3 from PyPI, one answer each. */
export async function callBoto<Answer>(
  server: TestServer,
  calls: readonly AwsCall[],
  options: AwsOptions = {},
): Promise<AwsAnswer<Answer>[]> {
  const python = pythonWith(join(FOLDER, 'requirements.txt'));
  const child = spawn(python, [join(FOLDER, 'call.py')], { env: environmentOf(server, options) });
  child.stdin.end(JSON.stringify(calls));
  const texts = { stdout: '', stderr: '' };
  child.stdout.on('data', (part: Buffer) => {
    texts.stdout += part;
  });
  child.stderr.on('data', (part: Buffer) => {
    texts.stderr += part;
  });
  const code = await new Promise((resolve) => child.on('close', resolve));
  if (code !== 0) throw new Error(`boto3 ended with ${code}: ${texts.stderr}`);
  return texts.stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as AwsAnswer<Answer>);
}

/** `aws xray ...` of the AWS CLI 1 from PyPI. Rejects with what it prints on a refusal. */
export async function awsXray<Answer>(server: TestServer, args: readonly string[], options: AwsOptions = {}) {
  const aws = join(dirname(pythonWith(join(FOLDER, 'requirements.txt'))), 'aws');
  const { stdout } = await run(aws, ['xray', ...args, '--output', 'json'], { env: environmentOf(server, options) });
  return JSON.parse(stdout) as Answer;
}
