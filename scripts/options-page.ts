import type { Option } from '../src/config.ts';

/** docs/options.md. `tests/tidy` compares the file with this text. */
export function optionsPage(options: readonly Option[]): string {
  const rows = options.map(
    ({ name, variable, type, default: fallback, choices, since, sentence }) =>
      `| \`--${name}\` | \`${variable}\` | ${choices ? choices.join(', ') : type} | ${fallback ? `\`${fallback}\`` : '-'} | ${since} | ${sentence} |`,
  );
  return `# Options

Made from \`src/config.ts\` by \`npm run docs\`; do not edit by hand.

Each option is a flag (\`npm start -- --http-port 9000\`) and an environment variable; the flag wins. Bytes take the units
B, KiB, MiB, GiB and TiB, durations ms, s, m, h and d; a bare number is bytes or milliseconds. An unknown option, or an
unknown variable that begins with \`COMBRAY_\`, stops the start with one line.

| flag | variable | type | default | since | what |
|---|---|---|---|---|---|
${rows.join('\n')}

Three flags do something else and end: \`--help\`, \`--version\`, and \`--print-setup\`, which prints a new sign-in link and
fresh keys for senders (ingest, Rollbar, AWS) for a running or a stopped server.
`;
}
