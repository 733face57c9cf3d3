import './issue-filter-bar.css';
import { type RefObject, useMemo } from 'react';
import { type IssueStatusFilter, LEVELS } from '../../../src/api/contract/index.ts';
import { usePeople } from '../../data/issues.ts';
import { ANY, type IssuesView, isIssueFiltered, NO_ISSUE_FILTER } from '../../lib/issue-filter.ts';
import { Button } from '../../ui/button.tsx';
import { DraftField } from '../../ui/draft-field.tsx';
import type { Choice } from '../../ui/menu.tsx';
import { Segmented } from '../../ui/segmented.tsx';
import { Select } from '../../ui/select.tsx';

const STATUS_CHOICES: ReadonlyArray<Choice<IssueStatusFilter>> = [
  { id: 'open', words: 'Open' },
  { id: 'resolved', words: 'Resolved' },
  { id: 'muted', words: 'Muted' },
  { id: 'any', words: 'All' },
];
const LEVEL_CHOICES = [
  { id: ANY, words: 'Any level' },
  // The worst first, as people look for them.
  ...LEVELS.toReversed().map((id) => ({ id, words: id })),
] as const;

interface IssueFilterBarProps {
  readonly view: IssuesView;
  readonly onChange: (change: Partial<IssuesView>) => void;
  /** Those that have issues. */
  readonly deploymentEnvironments: readonly string[];
  readonly searchField: RefObject<HTMLInputElement | null>;
}

export function IssueFilterBar({ view, onChange, deploymentEnvironments, searchField }: IssueFilterBarProps) {
  return (
    <search className="issue-filter" aria-label="Filter the issues">
      <Segmented
        label="Status"
        choices={STATUS_CHOICES}
        chosen={view.status}
        onChoose={(status) => onChange({ status })}
      />
      <div className="issue-filter__find">
        <DraftField
          label="Title"
          isLabelHidden
          placeholder="Part of the title, or #142 ( / )"
          charsMax={1_024}
          value={view.find}
          accepts={() => true}
          hint=""
          inputRef={searchField}
          onCommit={(find) => onChange({ find })}
        />
      </div>
      <div className="issue-filter__choice">
        <Select
          label="Level"
          isLabelHidden
          choices={LEVEL_CHOICES}
          chosen={view.level}
          onChoose={(level) => onChange({ level })}
        />
      </div>
      <div className="issue-filter__choice">
        <DeploymentField view={view} onChange={onChange} known={deploymentEnvironments} />
      </div>
      <div className="issue-filter__choice">
        <AssignedField view={view} onChange={onChange} />
      </div>
      {isIssueFiltered(view) && (
        <Button look="quiet" icon="close" onPress={() => onChange(NO_ISSUE_FILTER)}>
          Clear
        </Button>
      )}
    </search>
  );
}

type FieldProps = Pick<IssueFilterBarProps, 'view' | 'onChange'>;

function DeploymentField({ view, onChange, known }: FieldProps & { known: readonly string[] }) {
  // One of the address without issues is still the one in force.
  const all = view.deployment === '' || known.includes(view.deployment) ? known : [view.deployment, ...known];
  const choices = [
    { id: '', words: 'Any environment' },
    ...all.filter((name) => name !== '').map((id) => ({ id, words: id })),
  ];
  return (
    <Select
      label="Deployment environment"
      isLabelHidden
      choices={choices}
      chosen={view.deployment}
      onChoose={(deployment) => onChange({ deployment })}
    />
  );
}

function AssignedField({ view, onChange }: FieldProps) {
  const { data } = usePeople();
  const choices = useMemo(() => {
    const people = (data?.people ?? []).map(({ id, name }) => ({ id, words: name }));
    const fixed = [
      { id: '', words: 'Assigned or not' },
      { id: 'nobody', words: 'Nobody' },
    ];
    const isKnown = [...fixed, ...people].some(({ id }) => id === view.assigned);
    return isKnown ? [...fixed, ...people] : [...fixed, ...people, { id: view.assigned, words: 'Somebody who left' }];
  }, [data, view.assigned]);
  return (
    <Select
      label="Assigned to"
      isLabelHidden
      choices={choices}
      chosen={view.assigned}
      onChoose={(assigned) => onChange({ assigned })}
    />
  );
}
