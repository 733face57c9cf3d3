import { type FormEvent, useState } from 'react';
import type { RetentionResponse } from '../../../src/api/contract/index.ts';
import { useReplaceRetention, useRetention } from '../../data/retention.ts';
import { useSignedIn } from '../../data/session.ts';
import { formatCount, formatCounted } from '../../lib/format-number.ts';
import { daysProblem, draftOf, effectiveDays, type RetentionDraft, requestOf } from '../../lib/retention-draft.ts';
import { Button } from '../../ui/button.tsx';
import { TimeAgo } from '../../ui/quantity.tsx';
import { Failure, Loading } from '../../ui/states.tsx';
import { TextField } from '../../ui/text-field.tsx';
import { useToast } from '../../ui/toast.tsx';
import { Problem } from './problem.tsx';

export function RetentionSection({ environment, name }: { environment: string; name: string }) {
  const retention = useRetention(environment);
  const { role } = useSignedIn();
  if (retention.error && !retention.data) {
    return (
      <Failure
        title="The retention could not be read"
        error={retention.error}
        onRetry={() => void retention.refetch()}
      />
    );
  }
  if (!retention.data) return <Loading what="the retention" />;
  const { generalDays } = retention.data;
  const mayChange = role === 'owner' || role === 'admin';
  return (
    <div className="settings__stack">
      <p className="settings__words">
        This server drops every record {formatCounted(generalDays, 'day')} after the day it arrived (
        <code>COMBRAY_RETENTION</code>). An environment, or one dataset in it, can keep its records shorter; a dataset’s
        days replace those of its environment. Days are those of UTC, and what has run out is deleted within the hour.
        {!mayChange && ' Owners and admins change it.'}
      </p>
      <RetentionForm
        key={JSON.stringify(draftOf(retention.data))}
        environment={environment}
        name={name}
        kept={retention.data}
        mayChange={mayChange}
      />
    </div>
  );
}

interface RetentionFormProps {
  readonly environment: string;
  readonly name: string;
  readonly kept: RetentionResponse;
  readonly mayChange: boolean;
}

function RetentionForm({ environment, name, kept, mayChange }: RetentionFormProps) {
  const { generalDays } = kept;
  const before = draftOf(kept);
  const [draft, setDraft] = useState<RetentionDraft>(before);
  const replace = useReplaceRetention(environment);
  const say = useToast();
  const wanted = requestOf(draft, generalDays);
  const isChanged = JSON.stringify(wanted) !== JSON.stringify(requestOf(before, generalDays));
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (wanted) replace.mutate(wanted, { onSuccess: () => say('retention saved') });
  };
  return (
    <form className="settings__stack" onSubmit={submit}>
      <div className="settings__form">
        <TextField
          label={`Days that ${name} keeps records`}
          value={draft.own}
          onChange={(own) => setDraft({ ...draft, own })}
          placeholder={`as the server: ${formatCount(generalDays)}`}
          error={daysProblem(draft.own, generalDays)}
          isReadOnly={!mayChange}
        />
      </div>
      <DatasetTable kept={kept} draft={draft} onDraft={setDraft} mayChange={mayChange} />
      {mayChange && (
        <>
          <Problem title="It was not saved" error={replace.error} />
          {isChanged && wanted && <Consequence kept={kept} draft={draft} />}
          <div className="settings__row">
            <Button type="submit" look="primary" isDisabled={!isChanged || wanted === undefined || replace.isPending}>
              Save
            </Button>
            <Button look="quiet" isDisabled={!isChanged || replace.isPending} onPress={() => setDraft(before)}>
              As it was
            </Button>
          </div>
        </>
      )}
    </form>
  );
}

interface DatasetTableProps {
  readonly kept: RetentionResponse;
  readonly draft: RetentionDraft;
  readonly onDraft: (draft: RetentionDraft) => void;
  readonly mayChange: boolean;
}

function DatasetTable({ kept, draft, onDraft, mayChange }: DatasetTableProps) {
  const { generalDays, datasets } = kept;
  if (datasets.length === 0) {
    return <p className="settings__words">Its datasets are listed here, one for each service, when records arrive.</p>;
  }
  return (
    <div className="settings__scroll">
      <table className="settings__days" aria-label="Retention by dataset">
        <thead>
          <tr>
            <th scope="col">Dataset</th>
            <th scope="col">Days</th>
            <th scope="col">Kept</th>
            <th scope="col" className="settings__number">
              Records
            </th>
            <th scope="col">Oldest</th>
          </tr>
        </thead>
        <tbody>
          {datasets.map(({ dataset, rowCount, oldestMs }) => {
            const text = draft.datasets[dataset] ?? '';
            return (
              <tr key={dataset}>
                <th scope="row">{dataset}</th>
                <td>
                  <TextField
                    label={`Days that ${dataset} keeps records`}
                    isLabelHidden
                    value={text}
                    onChange={(next) => onDraft({ ...draft, datasets: { ...draft.datasets, [dataset]: next } })}
                    placeholder="inherited"
                    error={daysProblem(text, generalDays)}
                    isReadOnly={!mayChange}
                  />
                </td>
                <td>
                  <Kept {...effectiveDays(draft, dataset, generalDays)} />
                </td>
                <td className="settings__number">{formatCount(rowCount)}</td>
                <td>{oldestMs === null ? <span className="quiet">no records</span> : <TimeAgo ms={oldestMs} />}</td>
              </tr>
            );
          })}
        </tbody>
      </table>
    </div>
  );
}

const WHOSE = { dataset: '', environment: ', as the environment', server: ', as the server' } as const;

function Kept({ days, from }: ReturnType<typeof effectiveDays>) {
  return (
    <>
      {formatCounted(days, 'day')}
      <span className="quiet">{WHOSE[from]}</span>
    </>
  );
}

/** Deleting cannot be taken back: what saving would do, before it is done. */
function Consequence({ kept, draft }: { kept: RetentionResponse; draft: RetentionDraft }) {
  const before = draftOf(kept);
  const shorter = kept.datasets.flatMap(({ dataset }) => {
    const { days } = effectiveDays(draft, dataset, kept.generalDays);
    return days < effectiveDays(before, dataset, kept.generalDays).days ? [{ dataset, days }] : [];
  });
  if (shorter.length === 0) return null;
  const words = shorter.map(({ dataset, days }) => `${dataset} older than ${formatCounted(days, 'day')}`);
  return (
    <p className="settings__words" role="status">
      Saving deletes within the hour, for good: records of {words.join('; ')}.
    </p>
  );
}
