import { Link } from '@tanstack/react-router';
import { type FormEvent, useState } from 'react';
import type { EnvironmentView } from '../../../src/api/contract/index.ts';
import { ApiError } from '../../data/api-error.ts';
import { useCreateEnvironment, useSignedIn } from '../../data/session.ts';
import { Button } from '../../ui/button.tsx';
import { Table } from '../../ui/table/table.tsx';
import type { TableColumn } from '../../ui/table/table-column.ts';
import { TextField } from '../../ui/text-field.tsx';
import { useToast } from '../../ui/toast.tsx';
import { Problem } from './problem.tsx';

const COLUMNS: ReadonlyArray<TableColumn<EnvironmentView>> = [
  {
    id: 'name',
    title: 'Name',
    width: 200,
    isGrowing: true,
    value: ({ name }) => name,
    cell: ({ slug, name }) => (
      <Link to="/$environment/traces" params={{ environment: slug }} tabIndex={-1}>
        {name}
      </Link>
    ),
  },
  { id: 'slug', title: 'In addresses', width: 240, value: ({ slug }) => slug, cell: ({ slug }) => <code>{slug}</code> },
];

export function EnvironmentsSection({ environment }: { environment: string }) {
  const { environments, role } = useSignedIn();
  return (
    <div className="settings__stack">
      <p className="settings__words">
        Each environment has keys and data of its own; nothing is shared. Most teams have one for production and one to
        try things in.
      </p>
      {(role === 'owner' || role === 'admin') && <CreateEnvironment />}
      <div className="settings__table">
        <Table
          name="environments"
          label="Environments"
          noun="environment"
          columns={COLUMNS}
          rows={environments}
          rowKey={({ slug }) => slug}
          selectedKey={environment}
        />
      </div>
    </div>
  );
}

function CreateEnvironment() {
  const [name, setName] = useState('');
  const create = useCreateEnvironment();
  const say = useToast();
  const isTaken = create.error instanceof ApiError && create.error.code === 'already-exists';
  const submit = (event: FormEvent) => {
    event.preventDefault();
    create.mutate(
      { name: name.trim() },
      {
        onSuccess: (made) => {
          setName('');
          say(`environment ${made.name} made`);
        },
      },
    );
  };
  return (
    <form className="settings__form" onSubmit={submit}>
      <TextField
        label="Name of a new environment"
        value={name}
        onChange={setName}
        charsMax={100}
        placeholder="production"
        error={isTaken ? 'There is one of that name.' : undefined}
      />
      {!isTaken && <Problem title="It was not made" error={create.error} />}
      <div>
        <Button type="submit" icon="plus" isDisabled={create.isPending || name.trim() === ''}>
          New environment
        </Button>
      </div>
    </form>
  );
}
