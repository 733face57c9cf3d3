import { useNavigate } from '@tanstack/react-router';
import type { Field } from '../../../src/api/contract/index.ts';
import type { ValueActions } from '../../ui/value-menu.tsx';
import type { FieldActions } from './field-list.tsx';

/** A value that the list of traces can be filtered by leads there. */
export function useFieldActions(environment: string): FieldActions {
  const navigate = useNavigate();
  const toTraces = (search: Record<string, string>) =>
    void navigate({ to: '/$environment/traces', params: { environment }, search });
  return ({ name, text }: Field): ValueActions => {
    if (name === 'service.name') return { filterBy: () => toTraces({ service: text }) };
    if (name === 'name') return { filterBy: () => toTraces({ name: text }) };
    return {};
  };
}
