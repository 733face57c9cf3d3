import type { Permission } from '../../../src/api/contract/index.ts';
import { permissionWords } from '../../lib/key-words.ts';
import { Checkbox } from '../../ui/checkbox.tsx';

interface KeyPermissionsProps {
  readonly grantable: readonly Permission[];
  readonly chosen: ReadonlySet<Permission>;
  readonly onChange: (chosen: ReadonlySet<Permission>) => void;
}

export function KeyPermissions({ grantable, chosen, onChange }: KeyPermissionsProps) {
  const set = (permission: Permission, isAllowed: boolean) => {
    const next = new Set(chosen);
    if (isAllowed) next.add(permission);
    else next.delete(permission);
    onChange(next);
  };
  return (
    <fieldset className="settings__permissions">
      <legend className="field__label">It may</legend>
      <div className="settings__checks">
        {grantable.map((permission) => (
          <Checkbox
            key={permission}
            isChecked={chosen.has(permission)}
            onChange={(isAllowed) => set(permission, isAllowed)}
          >
            {permissionWords(permission)}
          </Checkbox>
        ))}
      </div>
    </fieldset>
  );
}
