import { type FormEvent, useState } from 'react';
import { DEFAULT_HEALTH_CHECK_PATTERNS, healthCheckPatternsProblem } from '../../../src/model/health-check-patterns.ts';
import { useHealthChecks, useReplaceHealthChecks } from '../../data/home.ts';
import { useSignedIn } from '../../data/session.ts';
import { parsePatternLines } from '../../lib/pattern-lines.ts';
import { Button } from '../../ui/button.tsx';
import { Failure, Loading } from '../../ui/states.tsx';
import { TextArea } from '../../ui/text-area.tsx';
import { useToast } from '../../ui/toast.tsx';
import { Problem } from './problem.tsx';

export function HealthChecksSection({ environment }: { environment: string }) {
  const healthChecks = useHealthChecks(environment);
  const { role } = useSignedIn();
  if (healthChecks.error && !healthChecks.data) {
    return (
      <Failure
        title="The list could not be read"
        error={healthChecks.error}
        onRetry={() => void healthChecks.refetch()}
      />
    );
  }
  if (!healthChecks.data) return <Loading what="the list" />;
  const { patterns } = healthChecks.data;
  return (
    <div className="settings__stack">
      <p className="settings__words">
        Requests of these paths are left out of Home and of the services until they are asked for. A path is compared
        with <code>http.route</code>, <code>url.path</code>, <code>http.target</code> and the name of the request; with{' '}
        <code>*</code> at its end it is a beginning.
      </p>
      {role === 'viewer' ? (
        <pre className="settings__secret">{patterns.join('\n')}</pre>
      ) : (
        <PatternsForm key={patterns.join('\n')} environment={environment} patterns={patterns} />
      )}
    </div>
  );
}

function PatternsForm({ environment, patterns }: { environment: string; patterns: readonly string[] }) {
  const kept = patterns.join('\n');
  const [text, setText] = useState(kept);
  const replace = useReplaceHealthChecks(environment);
  const say = useToast();
  const wanted = parsePatternLines(text);
  const problem = healthCheckPatternsProblem(wanted);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    replace.mutate(wanted, { onSuccess: () => say('health checks saved') });
  };
  return (
    <form className="settings__form" onSubmit={submit}>
      <TextArea label="One path a line" value={text} onChange={setText} rows={10} isCode error={problem} />
      <Problem title="They were not saved" error={replace.error} />
      <div className="settings__row">
        <Button
          type="submit"
          look="primary"
          isDisabled={replace.isPending || problem !== undefined || wanted.join('\n') === kept}
        >
          Save
        </Button>
        <Button look="quiet" onPress={() => setText(DEFAULT_HEALTH_CHECK_PATTERNS.join('\n'))}>
          The usual ones
        </Button>
      </div>
    </form>
  );
}
